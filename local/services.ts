import { get } from 'node:http';
import { join } from 'node:path';
import { checkout } from './checkout.js';
import { lastLines } from './last-lines.js';
import { loopback } from './ports.js';
import { type Exit, type SupervisedProcess, startProcess } from './supervised-process.js';
import { waitUntil } from './wait-until.js';

export const serviceNames = ['trading', 'metering', 'settlement'] as const;
export type ServiceName = (typeof serviceNames)[number];

/** A service's whole configuration; undefined takes a variable away that our own environment has. */
export type ServiceEnvironment = Readonly<Record<string, string | undefined>>;

export interface ServiceOptions {
  readonly name: ServiceName;
  /** `HTTP_PORT`, `DATABASE_URL`, `KAFKA_BROKERS` and whatever else differs from the service's defaults. */
  readonly env: ServiceEnvironment & { readonly HTTP_PORT: string };
  /** The file that the service's output is appended to. */
  readonly log: string;
  /** Arguments for Node, before the program's. */
  readonly nodeOptions?: readonly string[] | undefined;
  /** What Node runs: the service's build in `dist` unless named. */
  readonly program?: string | undefined;
}

export interface LocalService {
  readonly name: ServiceName;
  readonly port: number;
  readonly url: string;
  readonly pid: number;
  /** How the process that runs now ends, or how the last one ended. */
  readonly exited: Promise<Exit>;
  running(): boolean;
  /** SIGTERM; what is still there after ten seconds is killed. */
  stop(): Promise<Exit>;
  /** SIGKILL, and waits until it has gone. */
  kill(): Promise<Exit>;
  /** SIGSTOP, as a process that its machine forgot. */
  freeze(): void;
  thaw(): void;
  /** Starts it again, stopped first when it runs, with the same environment but for `changes`. */
  restart(changes?: ServiceEnvironment): Promise<void>;
}

const stopWithinMs = 10_000;

/**
 * About 50 MB of a service's heap are alive; left alone V8 lets garbage grow to four times that before it collects. This
 * keeps a loaded service below 250 MB for about a twentieth of its CPU; a fixed limit would cost it half.
 */
const memoryOptions = ['--max-semi-space-size=16', '--heap-growing-percent=100'];

/** Answers true on 200, undefined on anything else. Each question has a connection of its own, which ends with it. */
function isReady(url: string): Promise<true | undefined> {
  return new Promise((resolve) => {
    const request = get(`${url}/health/ready`, { agent: false, timeout: 2_000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200 ? true : undefined);
    });
    request.once('timeout', () => request.destroy()).once('error', () => resolve(undefined));
  });
}

async function launch(options: ServiceOptions, env: ServiceEnvironment, url: string): Promise<SupervisedProcess> {
  const { name, log, nodeOptions = [] } = options;
  const program = options.program ?? join(checkout, 'dist', 'apps', name, 'src', 'main.js');
  const args = [...memoryOptions, ...nodeOptions, program];
  const service = await startProcess({
    command: process.execPath,
    args,
    env: { ...process.env, ...env },
    log,
    stopSignal: 'SIGTERM',
  });
  const ready = async (): Promise<true | undefined> => {
    if (service.running()) return isReady(url);
    const { signal } = await service.exited;
    const of = signal ? ` of ${signal}` : '';
    throw new Error(`The service ${name} ended${of} before it was ready:\n${lastLines(log)}`);
  };
  const otherwise = (): string => `The service ${name} was not ready within a minute:\n${lastLines(log)}`;
  try {
    await waitUntil(ready, { everyMs: 25, withinMs: 60_000, otherwise });
  } catch (failure) {
    await service.stop(stopWithinMs);
    throw failure;
  }
  return service;
}

/**
 * Starts one service from the build in `dist` and resolves when `GET /health/ready` answers 200.
 * Throws one sentence with the log's end when it ends before that.
 */
export async function startService(options: ServiceOptions): Promise<LocalService> {
  const { name } = options;
  const port = Number(options.env.HTTP_PORT);
  const url = `http://${loopback}:${port}`;
  let service = await launch(options, options.env, url);
  return {
    name,
    port,
    url,
    get pid() {
      return service.pid;
    },
    get exited() {
      return service.exited;
    },
    running: () => service.running(),
    stop: () => service.stop(stopWithinMs),
    kill: () => service.stop(0, 'SIGKILL'),
    freeze: () => service.send('SIGSTOP'),
    thaw: () => service.send('SIGCONT'),
    async restart(changes = {}) {
      await service.stop(stopWithinMs);
      service = await launch(options, { ...options.env, ...changes }, url);
    },
  };
}
