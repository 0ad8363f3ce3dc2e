import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';

/** A log's end is read, never the whole of it: a debug log of a long run has gigabytes. */
const tailBytes = 16_384;

/** The last lines of a log file, joined by line breaks; empty where there is no file. */
export function lastLines(file: string, count = 12): string {
  if (!existsSync(file)) return '';
  const handle = openSync(file, 'r');
  try {
    const { size } = fstatSync(handle);
    const tail = Buffer.alloc(Math.min(size, tailBytes));
    readSync(handle, tail, 0, tail.length, size - tail.length);
    return tail.toString('utf8').trimEnd().split('\n').slice(-count).join('\n');
  } finally {
    closeSync(handle);
  }
}
