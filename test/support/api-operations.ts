import type { ServiceName } from '../../local/services.js';
import { serviceNames } from '../../local/services.js';
import { http } from './http-client.js';

/** A JSON Schema of draft 2020-12, as far as the routes' schemas use it. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Schema;
}

/** A method on a path, as `/openapi.json` says it. */
export interface Operation {
  readonly service: ServiceName;
  /** `GET /v1/trades/{id}` */
  readonly route: string;
  readonly summary?: string;
  readonly mayCall?: readonly string[];
  readonly parameters: readonly Parameter[];
  /** The media type and the schema of its body. */
  readonly body?: readonly [type: string, schema: Schema];
  readonly answers: readonly string[];
}

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

interface Described {
  readonly summary?: string;
  readonly 'x-may-call'?: readonly string[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: Content;
  readonly responses: Readonly<Record<string, Content>>;
}

export interface OpenApi {
  readonly openapi: string;
  readonly info: { readonly title: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
}

export async function readOpenApi(url: string): Promise<OpenApi> {
  const { status, body, text } = await http<OpenApi>(`${url}/openapi.json`);
  if (status !== 200) throw new Error(`${url}/openapi.json was answered ${status}: ${text}`);
  return body;
}

/** Every operation that one service's document holds. */
export const operationsIn = (service: ServiceName, { paths }: OpenApi): Operation[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(
      ([method, { summary, 'x-may-call': mayCall, parameters = [], requestBody, responses }]): Operation => {
        const [type, media] = Object.entries(requestBody?.content ?? {})[0] ?? [];
        return {
          service,
          route: `${method.toUpperCase()} ${path}`,
          parameters,
          answers: Object.keys(responses),
          ...(summary !== undefined && { summary }),
          ...(mayCall !== undefined && { mayCall }),
          ...(type !== undefined && media !== undefined && { body: [type, media.schema] as const }),
        };
      },
    ),
  );

/** Every operation of the three services that run. */
export async function allOperations(urls: Readonly<Record<ServiceName, string>>): Promise<Operation[]> {
  const documents = await Promise.all(serviceNames.map(async (name) => [name, await readOpenApi(urls[name])] as const));
  return documents.flatMap(([name, document]) => operationsIn(name, document));
}
