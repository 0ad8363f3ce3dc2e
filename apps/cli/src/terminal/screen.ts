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

/** A terminal, or a pipe. */
export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** The terminal, or the pipes, of a process. */
export function processScreen({ stdout, stderr }: { readonly stdout: Output; readonly stderr: Output }): Screen {
  return {
    width: stdout.isTTY ? stdout.columns : undefined,
    out: (text) => void stdout.write(`${printable(text)}\n`),
    err: (text) => void stderr.write(`${printable(text)}\n`),
  };
}
