import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { checkout } from './checkout.js';
import { loopback, portsFrom } from './ports.js';
import { ensureCluster } from './postgres-cluster.js';
import { postgresHasData, postgresPlace } from './postgres-place.js';
import { commandOf } from './process-table.js';
import { type ServiceName, serviceNames } from './services.js';
import { stateFolders } from './stack-state.js';

/** A stack that runs in this checkout, with what is needed to look into it. */
export interface RunningStack {
  /** Its state's folder, relative to the checkout. */
  readonly state: string;
  readonly portBase: number;
  readonly databaseUrls: Readonly<Record<ServiceName, string>>;
  readonly brokers: string;
}

export type RunningStackAnswer =
  | { readonly ok: true; readonly stack: RunningStack }
  | { readonly ok: false; readonly because: string };

/** The third and fourth line of PostgreSQL's own note of its server: since when it runs, and on which port. */
const portLine = 3;

/** The server's port, while it runs. */
async function portOf(data: string): Promise<number | undefined> {
  const note = join(data, 'postmaster.pid');
  if (!existsSync(note)) return undefined;
  const lines = readFileSync(note, 'utf8').split('\n');
  const isThere = (await commandOf(Number(lines[0]))).includes('postgres');
  return isThere ? Number(lines[portLine]) : undefined;
}

/** Kafka's address as its broker was told it: the first of its doors. */
function brokerIn(folder: string): string | undefined {
  const properties = join(folder, 'server.properties');
  if (!existsSync(properties)) return undefined;
  return /^advertised\.listeners=PLAINTEXT:\/\/([^,\s]+)/m.exec(readFileSync(properties, 'utf8'))?.[1];
}

async function stackIn(folder: string): Promise<RunningStack | undefined> {
  const { postgres, kafka } = stateFolders(folder);
  if (!postgresHasData(postgres)) return undefined;
  const place = await postgresPlace(postgres);
  const port = await portOf(place.data);
  if (port === undefined) return undefined;
  const passwords = await ensureCluster(place);
  const portBase = port - portsFrom(0).postgres;
  const urlOf = (name: ServiceName): string => `postgres://${name}:${passwords[name]}@${loopback}:${port}/${name}`;
  return {
    ...{ state: relative(checkout, folder), portBase },
    databaseUrls: Object.fromEntries(serviceNames.map((name) => [name, urlOf(name)])) as RunningStack['databaseUrls'],
    brokers: brokerIn(kafka) ?? `${loopback}:${portsFrom(portBase).kafka}`,
  };
}

/**
 * Finds the stack that runs in this checkout, as `npm start` has left it.
 *
 * @param state its folder, where another than those under `.gridsaga` is meant
 * @param portBase the one that was started with it, where several run
 */
export async function runningStack({
  state,
  portBase,
}: {
  readonly state?: string | undefined;
  readonly portBase?: number | undefined;
}): Promise<RunningStackAnswer> {
  const states = join(checkout, '.gridsaga');
  const folders =
    state !== undefined
      ? [state]
      : existsSync(states)
        ? readdirSync(states, { withFileTypes: true })
            .filter((entry) => entry.isDirectory())
            .map(({ name }) => join(states, name))
        : [];
  const running = (await Promise.all(folders.map(stackIn))).flatMap((stack) => stack ?? []);
  const meant = running.filter((stack) => portBase === undefined || stack.portBase === portBase);
  const [stack] = meant;
  if (!stack) {
    const others = running.map((one) => `${one.state} with --port-base ${one.portBase}`).join(', ');
    return {
      ok: false,
      because: others ? `No such stack runs here; ${others} does.` : 'No stack runs in this checkout.',
    };
  }
  if (meant.length > 1) {
    const bases = meant.map((one) => `${one.portBase} (${one.state})`).join(', ');
    return { ok: false, because: `Several stacks run in this checkout: say --port-base ${bases}.` };
  }
  return { ok: true, stack };
}
