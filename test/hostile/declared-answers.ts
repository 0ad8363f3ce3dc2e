import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { type ServiceName, serviceNames } from '../../local/services.js';
import { type OpenApi, readOpenApi } from '../support/api-operations.js';

interface Media {
  readonly schema?: object;
}

interface DeclaredOperation {
  readonly service: ServiceName;
  readonly method: string;
  readonly form: RegExp;
  /** By status and media type. */
  readonly answers: ReadonlyMap<string, ReadonlyMap<string, ValidateFunction | undefined>>;
}

const literal = (text: string): string => text.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&');

/** What the three services say that they answer, ready to be compared with what they do. */
export class DeclaredAnswers {
  readonly #operations: DeclaredOperation[] = [];
  readonly #ajv = new Ajv2020({ strict: false, allErrors: false });

  constructor(documents: Readonly<Record<ServiceName, OpenApi>>) {
    (formats as unknown as (ajv: Ajv2020) => void)(this.#ajv);
    for (const service of serviceNames) this.#read(service, documents[service]);
    // `/v1/trades/summary` is no trade: where no part is open comes first.
    this.#operations.sort((one, other) => one.form.source.split('[').length - other.form.source.split('[').length);
  }

  static async of(urls: Readonly<Record<ServiceName, string>>): Promise<DeclaredAnswers> {
    const documents = await Promise.all(
      serviceNames.map(async (name) => [name, await readOpenApi(urls[name])] as const),
    );
    return new DeclaredAnswers(Object.fromEntries(documents) as Record<ServiceName, OpenApi>);
  }

  /** The operation that a request meets, whatever it was made from. */
  at(service: ServiceName, method: string, path: string): DeclaredOperation | undefined {
    const asked = method === 'HEAD' ? 'GET' : method;
    return this.#operations.find((one) => one.service === service && one.method === asked && one.form.test(path));
  }

  #read(service: ServiceName, document: OpenApi): void {
    const components = document as unknown as { readonly components?: object };
    for (const [path, methods] of Object.entries(document.paths))
      for (const [method, { responses }] of Object.entries(methods)) {
        const answers = Object.entries(responses).map(
          ([status, { content = {} }]) => [status, this.#compiled(content, components.components)] as const,
        );
        const form = new RegExp(`^${literal(path).replaceAll(/\{\w+\}/g, '[^/]+')}$`);
        this.#operations.push({ service, method: method.toUpperCase(), form, answers: new Map(answers) });
      }
  }

  #compiled(content: Readonly<Record<string, Media>>, components: object | undefined) {
    const compiled = Object.entries(content).map(
      ([type, { schema }]) =>
        [type, schema && this.#ajv.compile({ ...schema, ...(components && { components }) })] as const,
    );
    return new Map(compiled);
  }
}
