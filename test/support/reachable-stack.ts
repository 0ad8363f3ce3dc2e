import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { demonstrationKeys, type StackKeys } from '../../local/demonstration-keys.js';
import type { ServiceName } from '../../local/services.js';
import { serviceNames } from '../../local/services.js';
import { type Stack, type StackOptions, startStack } from '../../local/stack.js';

/** A running stack as far as a story reaches it. */
export interface ReachableStack {
  readonly urls: Readonly<Record<ServiceName, string>>;
  readonly databaseUrls: Readonly<Record<ServiceName, string>>;
  readonly brokers: string;
  readonly keys: StackKeys;
  /** The process stands still, as on a machine that has forgotten it; its connections stay open. */
  freeze(name: ServiceName): void;
  thaw(name: ServiceName): void;
  /** Ends a stack that is the caller's own; one that others use too goes on. */
  leave(): Promise<void>;
}

/** The variable in which the run names its stack to the files that share it. */
export const sharedStackVariable = 'GRIDSAGA_TEST_STACK';

type Shared = Pick<ReachableStack, 'urls' | 'databaseUrls' | 'brokers'> & {
  readonly folder: string;
  readonly pids: Readonly<Record<ServiceName, number>>;
};

/** A killed or frozen member is noticed sooner than in the field, so that a story takes seconds. */
export const quickSessions = {
  SESSION_TIMEOUT_MS: '3000',
  HEARTBEAT_INTERVAL_MS: '800',
  REBALANCE_TIMEOUT_MS: '3000',
  LOG_LEVEL: 'warn',
} as const;

/** A stack for one file: it may kill, restart and set clocks as it likes. */
export async function ownStack(
  options: Partial<StackOptions> = {},
): Promise<{ readonly stack: Stack; readonly reachable: ReachableStack }> {
  const folder = await mkdtemp(join(tmpdir(), 'gridsaga-stack-'));
  const env = { ...quickSessions, ...options.env };
  const stack = await startStack({ folder, portBase: 'free', short: true, ...options, env });
  const reachable: ReachableStack = {
    urls: stack.urls,
    databaseUrls: stack.databaseUrls,
    brokers: stack.brokers,
    keys: stack.keys,
    freeze: (name) => stack[name].freeze(),
    thaw: (name) => stack[name].thaw(),
    leave: () => stack.stop({ remove: true }),
  };
  return { stack, reachable };
}

/** The stack that the whole run shares; run by itself, a file starts its own. */
export async function sharedStack(): Promise<ReachableStack> {
  const named = process.env[sharedStackVariable];
  if (named === undefined) return (await ownStack()).reachable;
  const { pids, folder, ...rest } = JSON.parse(named) as Shared;
  return {
    ...rest,
    keys: demonstrationKeys(folder),
    freeze: (name) => void process.kill(pids[name], 'SIGSTOP'),
    thaw: (name) => void process.kill(pids[name], 'SIGCONT'),
    leave: async () => undefined,
  };
}

/** What {@link sharedStack} needs to know of a stack, as text for the environment. */
export function namedStack(stack: Stack): string {
  const pids = Object.fromEntries(serviceNames.map((name) => [name, stack[name].pid]));
  const { urls, databaseUrls, brokers, keys } = stack;
  return JSON.stringify({ urls, databaseUrls, brokers, pids, folder: dirname(keys.hashesFile) });
}
