import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { ReachableStack } from './reachable-stack.js';

/** What one command said, and how it ended. */
export interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface CommandOptions {
  /** Whose API key it has; the operator's unless said otherwise. */
  readonly key?: string;
  /** What it reads from standard input. */
  readonly input?: string;
}

const program = join(process.cwd(), 'dist', 'apps', 'cli', 'src', 'main.js');

/** Runs `gridsaga` as its own process, as an operator's shell would. */
export function commandLine(
  { urls, keys }: Pick<ReachableStack, 'urls' | 'keys'>,
  words: readonly string[],
  { key = keys.operator, input = '' }: CommandOptions = {},
): Promise<Said> {
  const child = spawn(process.execPath, [program, ...words], {
    env: {
      ...process.env,
      GRIDSAGA_TRADING_URL: urls.trading,
      GRIDSAGA_METERING_URL: urls.metering,
      GRIDSAGA_SETTLEMENT_URL: urls.settlement,
      GRIDSAGA_API_KEY: key,
    },
  });
  const texts = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    texts.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    texts.err += text;
  });
  // A command that reads nothing may have ended before it is written to.
  child.stdin.on('error', () => undefined).end(input);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, ...texts }));
  });
}
