import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withPasswordOf } from './password-file.js';

const url = 'postgres://trading@postgres:5432/trading';
let folder: string;
const fileWith = (text: string): string => {
  const file = join(folder, 'password');
  writeFileSync(file, text);
  return file;
};
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gridsaga-password-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a password in a file', () => {
  it.each([
    ['is put into the URL', 'kilowatt', 'postgres://trading:kilowatt@postgres:5432/trading'],
    ['loses the line break that editors leave', 'kilowatt\n', 'postgres://trading:kilowatt@postgres:5432/trading'],
    ['is escaped', 'a/b@c:d%20 ?#', 'postgres://trading:a%2Fb%40c%3Ad%2520%20%3F%23@postgres:5432/trading'],
  ])('%s', (_, text, expected) => {
    const read = withPasswordOf(fileWith(text), url);
    expect(read).toBe(expected);
    expect(decodeURIComponent(new URL(read).password)).toBe(text.trimEnd());
  });

  it('takes the place of one in the URL', () => {
    expect(withPasswordOf(fileWith('new'), url.replace('trading@', 'trading:old@'))).toContain('trading:new@');
  });

  it('is not looked for where no file is named', () => {
    expect(withPasswordOf(undefined, url)).toBe(url);
  });

  it.each([
    ['is not there', () => join(folder, 'none'), /^DATABASE_PASSWORD_FILE cannot be read: ENOENT/],
    ['is empty', () => fileWith('\n'), /^DATABASE_PASSWORD_FILE names .*password, which is empty$/],
  ])('is refused in one sentence when the file %s', (_, file, sentence) => {
    expect(() => withPasswordOf(file(), url)).toThrow(sentence);
  });
});
