import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { takeLock } from './start-lock.js';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gridsaga-lock-'));
  file = join(folder, 'state', '2026-05-01.lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the lock of a start', () => {
  it('holds our process id and is gone when it is released', async () => {
    const lock = await takeLock(file, 'start.js');
    expect(readFileSync(file, 'utf8')).toBe(String(process.pid));
    if (lock.ok) lock.release();
    expect(existsSync(file)).toBe(false);
  });

  it('is refused while its holder runs', async () => {
    // Whoever runs this test is a running process of a known name.
    const holder = process.ppid;
    await takeLock(file, 'start.js');
    writeFileSync(file, String(holder));
    expect(await takeLock(file, '')).toEqual({
      ok: false,
      because: `Another start (process ${holder}) holds ${file}; end it first.`,
    });
  });

  it.each([
    ['a process that is gone', '999999999'],
    ['a process that is another program by now', String(process.ppid)],
    ['nobody', 'torn'],
  ])('is taken over from %s', async (_, holder) => {
    await takeLock(file, 'start.js');
    writeFileSync(file, holder);
    const lock = await takeLock(file, 'no program has this name');
    expect(lock.ok).toBe(true);
    expect(readFileSync(file, 'utf8')).toBe(String(process.pid));
  });
});
