import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { waitUntil } from '../../local/wait-until.js';

/** A program that runs until it is told to end, and what it has printed so far. */
export interface ToldProgram {
  readonly lines: readonly string[];
  /** Waits until so many of its lines contain the text. */
  says(text: string, times?: number): Promise<void>;
  /** SIGTERM; answers the exit code, or the signal that ended it. */
  end(): Promise<number | string | null>;
}

const withinMs = 30_000;

export function startProgram(
  command: string,
  args: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): ToldProgram {
  const child = spawn(command, [...args], { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  const ended = new Promise<number | string | null>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(code ?? signal));
  });
  let how: number | string | null | undefined;
  void ended.then((end) => {
    how = end;
  });
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => lines.push(line));
  return {
    lines,
    async says(text, times = 1) {
      const otherwise = (): string =>
        `${command} did not say ${times} times "${text}"${how === undefined ? '' : `, it ended with ${how}`}:\n${lines.join('\n')}`;
      const said = (): true | undefined => {
        if (lines.filter((line) => line.includes(text)).length >= times) return true;
        if (how !== undefined) throw new Error(otherwise());
        return undefined;
      };
      await waitUntil(said, { everyMs: 20, withinMs, otherwise });
    },
    async end() {
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), withinMs / 3);
      const end = await ended;
      clearTimeout(late);
      return end;
    },
  };
}
