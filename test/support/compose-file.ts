import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { checkout } from '../../local/checkout.js';

export interface ComposeMount {
  readonly source: string;
  readonly target: string;
}

/** A service of docker-compose.yml, as far as the tests look at it. */
export interface ComposeService {
  readonly image: string;
  readonly build?: string;
  readonly command?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly ports: readonly string[];
  readonly profiles?: readonly string[];
  readonly secrets?: readonly string[];
  readonly volumes: readonly (string | ComposeMount)[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string; readonly required?: boolean }>>;
  readonly healthcheck: { readonly test: readonly string[] };
  readonly restart: string;
  readonly read_only?: boolean;
  readonly tmpfs?: readonly string[];
  readonly cap_drop?: readonly string[];
  readonly security_opt: readonly string[];
  readonly stop_grace_period: string;
  readonly deploy: { readonly resources: { readonly limits: Readonly<Record<string, string | number>> } };
}

export interface ComposeFile {
  readonly name: string;
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
}

/** The variables that `docker compose` puts into the file, and those that it reads itself, like COMPOSE_PROFILES. */
export type ComposeVariables = Readonly<Record<string, string>>;

const textOf = (path: string): string => readFileSync(join(checkout, path), 'utf8');

/** `NAME=value` per line; other lines are comments or empty, or a mistake. */
export function readEnvFile(path: string): ComposeVariables {
  const lines = textOf(path)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(
    lines.map((line) => {
      const [, name, value] = /^([A-Z_]+)=(\S*)$/.exec(line) ?? [];
      if (name === undefined || value === undefined) throw new Error(`${path}: ${line} is no assignment`);
      return [name, value];
    }),
  );
}

/** Puts variables into a text as Compose does: `${NAME:-default}`, the default also where the variable is empty. */
function withVariables(text: string, variables: ComposeVariables, used: Set<string>): string {
  return text.replace(/\$(?:\{([A-Z_]+):-([^}]*)\}|(.?))/g, (whole, name?: string, otherwise = '') => {
    if (name === undefined) throw new Error(`${whole} in "${text}" is not of the form \${NAME:-default}`);
    used.add(name);
    return variables[name] || otherwise;
  });
}

function everyText(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((one) => everyText(one, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, everyText(one, change)]));
}

/** docker-compose.yml as Compose sees it with these variables, and the names of the variables that it takes. */
export function readComposeFile(variables: ComposeVariables = {}): {
  readonly document: unknown;
  readonly used: ReadonlySet<string>;
} {
  const used = new Set<string>();
  // Compose knows merge keys, which YAML itself has given up.
  const document: unknown = parse(textOf('docker-compose.yml'), { merge: true });
  return { document: everyText(document, (text) => withVariables(text, variables, used)), used };
}

/** What `docker compose up` starts with these variables: services whose profile is not asked for are left out. */
export function composeFile(variables: ComposeVariables = {}): ComposeFile {
  const file = readComposeFile(variables).document as ComposeFile;
  const profiles = (variables['COMPOSE_PROFILES'] ?? '').split(',');
  const isActive = (service: ComposeService): boolean =>
    service.profiles === undefined || service.profiles.some((profile) => profiles.includes(profile));
  const services = Object.fromEntries(Object.entries(file.services).filter(([, service]) => isActive(service)));
  return { ...file, name: variables['COMPOSE_PROJECT_NAME'] ?? file.name, services };
}

/** A service by its name. Throws when there is none. */
export function serviceOf({ services }: ComposeFile, name: string): ComposeService {
  const service = services[name];
  if (!service) throw new Error(`docker-compose.yml has no service ${name}`);
  return service;
}

/** `127.0.0.1:4101:4101` */
export function publishedPort(port: string): {
  readonly host: string;
  readonly outside: number;
  readonly inside: number;
} {
  const [host = '', outside, inside] = port.split(':');
  return { host, outside: Number(outside), inside: Number(inside) };
}

/** `INSIDE://kafka-1:9092,OUTSIDE://127.0.0.1:4192`, by name. */
export function listenersOf(
  text: string | undefined,
): ReadonlyMap<string, { readonly host: string; readonly port: number }> {
  return new Map(
    (text ?? '').split(',').map((listener) => {
      const [, name, host, port] = /^([A-Z]+):\/\/([^:]*):(\d+)$/.exec(listener) ?? [];
      if (name === undefined || host === undefined) throw new Error(`${listener} is no listener`);
      return [name, { host, port: Number(port) }];
    }),
  );
}
