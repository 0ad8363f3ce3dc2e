import { closeSync, openSync, rmSync } from 'node:fs';

const patienceMs = 5_000;
const pauseMs = 5;

/** Lets a synchronous function wait; what follows takes a moment, and happens a few times in a process's life. */
const sleepMs = (ms: number): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

/** Takes a lock file, after waiting for whoever has it; a lock that is not released within 5 s was left behind. */
export function waitForLock(file: string): () => void {
  const until = performance.now() + patienceMs;
  for (;;) {
    try {
      closeSync(openSync(file, 'wx'));
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (performance.now() > until) rmSync(file, { force: true });
      sleepMs(pauseMs);
    }
  }
}
