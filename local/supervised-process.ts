import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { guard, unguard } from './watchdog.js';

export interface ProcessOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Whom the process runs as; only root may choose. */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
  /** The file that its output is appended to. A file and never a pipe: a server outlives whoever reads its pipe. */
  readonly log: string;
  /** What asks it to end. */
  readonly stopSignal: 'SIGTERM' | 'SIGINT';
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface SupervisedProcess {
  readonly pid: number;
  readonly exited: Promise<Exit>;
  running(): boolean;
  /** Does nothing once the process has ended: its id may belong to another by then. */
  send(signal: NodeJS.Signals): void;
  /** Asks it to end, and kills it when it is still there after `withinMs`. */
  stop(withinMs: number, signal?: NodeJS.Signals): Promise<Exit>;
}

/**
 * Starts a process that never outlives ours. It has a session of its own, so that Ctrl-C in the terminal reaches us alone
 * and the parts can be stopped in their order. Throws when the command cannot be run.
 */
export async function startProcess(options: ProcessOptions): Promise<SupervisedProcess> {
  mkdirSync(dirname(options.log), { recursive: true });
  const log = openSync(options.log, 'a');
  const child = spawn(options.command, options.args, {
    env: options.env ?? process.env,
    cwd: options.cwd,
    stdio: ['ignore', log, log],
    detached: true,
    ...options.user,
  });
  let ended = false;
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => {
      ended = true;
      if (child.pid) unguard(child.pid);
      resolve({ code, signal });
    });
  });
  try {
    if (child.pid) guard(child.pid, options.stopSignal === 'SIGINT' ? 'INT' : 'TERM');
    await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  } finally {
    closeSync(log);
  }
  // A forgotten child does not hold our process up: when ours ends, the watchdog ends the child.
  child.unref();

  const send = (signal: NodeJS.Signals): void => {
    if (!ended) child.kill(signal);
  };
  return {
    pid: child.pid as number,
    exited,
    running: () => !ended,
    send,
    async stop(withinMs, signal = options.stopSignal) {
      send(signal);
      // A frozen process gets its signal when it goes on.
      send('SIGCONT');
      const patience = new AbortController();
      const tooLate = pause(withinMs, 'late' as const, { signal: patience.signal }).catch(() => 'late' as const);
      if ((await Promise.race([exited, tooLate])) === 'late') send('SIGKILL');
      // The child is not counted by the event loop; this timer keeps the loop turning until the exit is seen.
      const turning = setInterval(() => undefined, 1_000);
      patience.abort();
      return exited.finally(() => clearInterval(turning));
    },
  };
}
