import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isReachableBy } from './postgres-owner.js';

/** Nobody's ids: whoever runs this, the folders below are a stranger's to it. */
const stranger = { uid: 4_000_001, gid: 4_000_001 };

let outer: string;
beforeEach(() => {
  outer = mkdtempSync(join(tmpdir(), 'gridsaga-owner-'));
  mkdirSync(join(outer, 'inner'), { mode: 0o755 });
});
afterEach(() => rmSync(outer, { recursive: true, force: true }));

describe('whether a user reaches a folder', () => {
  it.each([
    ['a stranger, all may pass', stranger, 0o755, true],
    ['a stranger, only the owner may pass', stranger, 0o700, false],
    ['a stranger, others may read and not pass', stranger, 0o754, false],
    ['the owner, who may pass', undefined, 0o700, true],
  ])('%s', (_, user, mode, reaches) => {
    chmodSync(outer, mode);
    const { uid, gid } = statSync(outer);
    expect(isReachableBy(user ?? { uid, gid }, join(outer, 'inner'))).toBe(reaches);
    expect(isReachableBy(user ?? { uid, gid }, join(outer, 'inner', 'not', 'made', 'yet'))).toBe(reaches);
  });
});
