import { printable } from '../table/printable.js';

/** Where a command's lines go. */
export interface Screen {
  /** How wide its lines may be; undefined in a pipe, where they are as long as they are. */
  readonly width: number | undefined;
  /** What was asked for. */
  out(text: string): void;
  /** What is to be known beside it. */
  err(text: string): void;
}

/** The terminal, or the pipes, of this process. */
export function processScreen({ stdout, stderr }: Pick<NodeJS.Process, 'stdout' | 'stderr'>): Screen {
  return {
    width: stdout.isTTY ? stdout.columns : undefined,
    out: (text) => void stdout.write(`${printable(text)}\n`),
    err: (text) => void stderr.write(`${printable(text)}\n`),
  };
}
