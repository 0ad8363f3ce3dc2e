import { lastLines } from './last-lines.js';
import { loopback } from './ports.js';
import { ensureCluster, superuser } from './postgres-cluster.js';
import { ensureDatabases, postgresAnswers } from './postgres-databases.js';
import { clearLeftover } from './postgres-leftover.js';
import { type PostgresPlace, postgresPlace } from './postgres-place.js';
import { postgresSettings } from './postgres-settings.js';
import { childrenOf, signalIfThere } from './process-table.js';
import type { ServiceName } from './services.js';
import { type SupervisedProcess, startProcess } from './supervised-process.js';
import { waitUntil } from './wait-until.js';

export interface PostgresOptions {
  /** Kept over restarts; made when it is not there. As root the data may stand elsewhere, see postgres-place.ts. */
  readonly dataFolder: string;
  readonly port: number;
  /** False gives up fsync and synchronous commits; by default they are on, in tests too. */
  readonly durable?: boolean | undefined;
  readonly maxPreparedTransactions?: number | undefined;
  /** The file that the server's output is appended to. */
  readonly log: string;
  /** Settings that differ from postgres-settings.ts. */
  readonly settings?: Readonly<Record<string, string | number>> | undefined;
}

export interface LocalPostgres {
  readonly port: number;
  readonly pid: number;
  readonly superuserUrl: string;
  /** The URL of a service's own database, as its owner. */
  urlOf(service: ServiceName): string;
  /** `fast` ends the connections and writes a checkpoint; `immediate` is a crash, recovered at the next start. */
  stop(mode?: 'fast' | 'immediate'): Promise<void>;
  /** SIGKILL to the server and all its backends, and waits until they have gone. */
  kill(): Promise<void>;
  /** Stops it when it runs, and starts it again on the same data and port. */
  restart(): Promise<void>;
}

const stopWithinMs = 30_000;

async function launch(
  place: PostgresPlace,
  options: PostgresOptions,
  superuserUrl: string,
): Promise<SupervisedProcess> {
  const { durable = true, maxPreparedTransactions = 64, port, settings, log } = options;
  const all = { ...postgresSettings({ port, durable, maxPreparedTransactions }), ...settings };
  await clearLeftover(place.data);
  const args = ['-D', place.data, ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  const start = (): Promise<SupervisedProcess> =>
    startProcess({ command: place.postgres, args, cwd: '/', user: place.owner, log, stopSignal: 'SIGINT' });

  let server = await start();
  const ready = async (): Promise<true | undefined> => {
    if (server.running()) return postgresAnswers(superuserUrl);
    const said = lastLines(log);
    // The backends of a killed server hold its shared memory for some milliseconds more.
    if (!said.includes('shared memory block')) throw new Error(`PostgreSQL ended while it started:\n${said}`);
    server = await start();
    return undefined;
  };
  const otherwise = (): string => `PostgreSQL did not answer on port ${port} within a minute:\n${lastLines(log)}`;
  try {
    await waitUntil(ready, { everyMs: 20, withinMs: 60_000, otherwise });
  } catch (failure) {
    await server.stop(0);
    throw failure;
  }
  return server;
}

/**
 * Starts the embedded PostgreSQL on the loopback, with the databases `trading`, `metering` and `settlement`, each owned by
 * a role of its own. Throws one sentence with the log's end when it cannot start.
 */
export async function startPostgres(options: PostgresOptions): Promise<LocalPostgres> {
  const { port } = options;
  const place = await postgresPlace(options.dataFolder);
  const passwords = await ensureCluster(place);
  const superuserUrl = `postgres://${superuser}:${passwords[superuser]}@${loopback}:${port}/postgres`;
  let server = await launch(place, options, superuserUrl);
  try {
    await ensureDatabases(superuserUrl, passwords);
  } catch (failure) {
    await server.stop(stopWithinMs);
    throw failure;
  }
  return {
    port,
    superuserUrl,
    get pid() {
      return server.pid;
    },
    urlOf: (service) => `postgres://${service}:${passwords[service]}@${loopback}:${port}/${service}`,
    async stop(mode = 'fast') {
      await server.stop(stopWithinMs, mode === 'fast' ? 'SIGINT' : 'SIGQUIT');
    },
    async kill() {
      if (!server.running()) return;
      const backends = await childrenOf(server.pid);
      await server.stop(0, 'SIGKILL');
      for (const pid of backends) signalIfThere(pid, 'SIGKILL');
    },
    async restart() {
      await server.stop(stopWithinMs);
      server = await launch(place, options, superuserUrl);
    },
  };
}
