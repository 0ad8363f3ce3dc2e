import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { commandOf } from './process-table.js';

export type Lock = { readonly ok: true; release(): void } | { readonly ok: false; readonly because: string };

/** A file with our process's id; false when there is one already. */
function tryToWrite(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw failure;
  }
}

/**
 * Keeps two starts on the same state apart. The lock of a process that is gone, or whose id another program has by now,
 * is taken over. `program` is a part of the holder's command line.
 */
export async function takeLock(file: string, program: string): Promise<Lock> {
  mkdirSync(dirname(file), { recursive: true });
  if (!tryToWrite(file)) {
    const holder = Number.parseInt(readFileSync(file, 'utf8'), 10);
    if (holder !== process.pid && (await commandOf(holder)).includes(program)) {
      return { ok: false, because: `Another start (process ${holder}) holds ${file}; end it first.` };
    }
    // Renamed before it is removed: of two that find the same stale lock only one can rename it.
    const stale = `${file}.${process.pid}`;
    try {
      renameSync(file, stale);
      rmSync(stale);
    } catch (failure) {
      if ((failure as NodeJS.ErrnoException).code !== 'ENOENT') throw failure;
    }
    if (!tryToWrite(file)) return { ok: false, because: `Another start has just taken ${file}; end it first.` };
  }
  return { ok: true, release: () => rmSync(file, { force: true }) };
}
