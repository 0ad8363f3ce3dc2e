import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { ApiKeys, hashOfKey, newApiKey, parseApiKeys } from './api-keys.js';

const sha256 = hashOfKey('gs_one');
const folder = mkdtempSync(join(tmpdir(), 'gridsaga-keys-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the list of API keys', () => {
  it.each([
    ['[', 'the API keys are not JSON'],
    ['[]', 'the API keys are wrong at /: expected one key at least'],
    [JSON.stringify([{ name: 'a', role: 'operator', sha256: 'short' }]), 'at /0/sha256: expected the SHA-256'],
    [JSON.stringify([{ name: 'a b', role: 'operator', sha256 }]), 'at /0/name: expected 1 to 60 letters'],
    [JSON.stringify([{ name: 'a', role: 'party', sha256 }]), 'at /0/party'],
    [JSON.stringify([{ name: 'a', role: 'operator', party: 'P', sha256 }]), 'at /0'],
    [JSON.stringify([{ name: 'a', role: 'king', sha256 }]), 'at /0/role'],
    [JSON.stringify(['a', 'b'].map((name) => ({ name, role: 'venue', sha256 }))), 'the API key of b stands twice'],
  ])('refuses %s', (text, because) => {
    expect(parseApiKeys(text)).toEqual({ ok: false, because: expect.stringContaining(because) });
  });

  it('names no hash when it refuses', () => {
    const read = parseApiKeys(JSON.stringify([{ name: 'a', role: 'party', sha256 }]));
    expect(JSON.stringify(read)).not.toContain(sha256);
  });

  it('knows whose key it is: a party by its code, so that all of its keys share one scope', () => {
    const text = JSON.stringify([
      { name: 'desk', role: 'party', party: 'P1', sha256 },
      { name: 'robot', role: 'party', party: 'P1', sha256: hashOfKey('gs_two') },
      { name: 'venue', role: 'venue', sha256: hashOfKey('gs_three') },
    ]);
    const keys = new ApiKeys({ text });
    expect(keys.find('gs_one')).toEqual({ id: 'P1', name: 'desk', role: 'party', party: 'P1' });
    expect(keys.find('gs_two')).toEqual({ id: 'P1', name: 'robot', role: 'party', party: 'P1' });
    expect(keys.find('gs_three')).toEqual({ id: 'venue:venue', name: 'venue', role: 'venue', party: undefined });
    expect(keys.find('gs_four')).toBeUndefined();
    expect(keys.find(sha256)).toBeUndefined();
  });

  it('makes keys that nobody can guess', () => {
    const made = new Set(Array.from({ length: 100 }, newApiKey));
    expect(made.size).toBe(100);
    for (const key of made) expect(key).toMatch(/^gs_[\w-]{43}$/);
  });
});

describe('a file of API keys', () => {
  const write = (name: string, ...keys: string[]): string => {
    const file = join(folder, name);
    writeFileSync(file, JSON.stringify(keys.map((key) => ({ name: key, role: 'venue', sha256: hashOfKey(key) }))));
    return file;
  };
  const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

  it('is read again when a key is not known, so that a new key is good at once', async () => {
    const keys = new ApiKeys({ file: write('grows.json', 'gs_first') });
    expect(keys.find('gs_second')).toBeUndefined();
    write('grows.json', 'gs_first', 'gs_second');
    await pause(40);
    expect(keys.find('gs_second')?.name).toBe('gs_second');
  });

  it('is read again within two seconds when a key has gone', async () => {
    const file = write('shrinks.json', 'gs_first', 'gs_gone');
    const keys = new ApiKeys({ file });
    expect(keys.find('gs_gone')?.name).toBe('gs_gone');
    write('shrinks.json', 'gs_first');
    await pause(1_100);
    expect(keys.find('gs_gone')).toBeUndefined();
  });

  it('goes on with the keys that it had when the file is broken, and says so', async () => {
    const troubles: string[] = [];
    const file = write('breaks.json', 'gs_first');
    const keys = new ApiKeys({ file }, (because) => void troubles.push(because));
    writeFileSync(file, '{');
    utimesSync(file, 1, 1);
    await pause(40);
    expect(keys.find('gs_other')).toBeUndefined();
    expect(keys.find('gs_first')?.name).toBe('gs_first');
    expect(troubles).toEqual(['the API keys are not JSON']);
  });

  it('is refused at the start when it is not there', () => {
    expect(() => new ApiKeys({ file: join(folder, 'missing.json') })).toThrow('the API keys cannot be read: ENOENT');
  });
});
