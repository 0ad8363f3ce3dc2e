import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { guard, unguard } from '../../local/watchdog.js';

/** What a program said, and how it ended. */
export interface Ran {
  readonly code: number | string | null;
  readonly out: string;
  readonly err: string;
}

/**
 * Runs a program to its end. The signal asks it to end, so that it can stop what it has started; then this throws that
 * it took too long.
 */
export function ran(
  command: string,
  args: readonly string[],
  { cwd, signal }: { readonly cwd: string; readonly signal: AbortSignal },
): Promise<Ran> {
  // Whatever it leaves goes with the folder. PostgreSQL runs as a user of its own when we are root, and has to reach it.
  const temporary = join(cwd, 'temporary');
  mkdirSync(temporary, { recursive: true });
  chmodSync(temporary, 0o755);
  const env = { ...process.env, TMPDIR: temporary };
  const child = spawn(command, [...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const { pid } = child;
  if (pid !== undefined) guard(pid, 'TERM');
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const end = (): void => void child.kill('SIGTERM');
  signal.addEventListener('abort', end, { once: true });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, by) => {
      if (pid !== undefined) unguard(pid);
      signal.removeEventListener('abort', end);
      if (signal.aborted) reject(new Error('it took too long'));
      else resolve({ code: code ?? by, out, err });
    });
  });
}
