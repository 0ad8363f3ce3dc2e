import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ApiKeys, parseApiKeys } from '#libs/service';
import { checkout } from '../../local/checkout.js';
import { composeFile, serviceOf } from '../support/compose-file.js';

const run = promisify(execFile);
let folder: string;
let said: string;
const docker = (script: string, ...args: string[]): Promise<string> =>
  run(join(folder, 'docker', script), args).then(({ stdout }) => stdout);
const keysFile = (): string => join(folder, 'docker', 'secrets', 'api-keys', 'api-keys.json');
const keyIn = (text: string): string => /gs_[\w-]{43}/.exec(text)?.[0] ?? '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gridsaga-secrets-'));
  cpSync(join(checkout, 'docker'), join(folder, 'docker'), { recursive: true });
  rmSync(join(folder, 'docker', 'secrets'), { recursive: true, force: true });
  said = await docker('make-secrets.sh');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('docker/make-secrets.sh', () => {
  it('makes every file that the compose file mounts, each with another content', () => {
    const texts = Object.values(composeFile().secrets).map(({ file }) => readFileSync(join(folder, file), 'utf8'));
    expect(texts.filter((text) => !/^[0-9a-f]{48}\n$/.test(text))).toEqual([]);
    expect(new Set(texts).size).toBe(texts.length);
  });

  it('closes the folder, and opens the files to the containers’ users', () => {
    const secrets = join(folder, 'docker', 'secrets');
    expect(statSync(secrets).mode & 0o777).toBe(0o700);
    const files = readdirSync(secrets, { recursive: true, encoding: 'utf8' }).map((name) => join(secrets, name));
    expect(files.filter((file) => (statSync(file).mode & 0o044) !== 0o044)).toEqual([]);
  });

  it('shows an operator’s key whose hash the services read, in the folder that is mounted for them', () => {
    const { environment, volumes } = serviceOf(composeFile(), 'trading');
    const [mount] = volumes;
    if (mount === undefined || typeof mount === 'string') throw new Error('the keys are not mounted');
    const mounted = environment['API_KEYS_FILE']?.replace(mount.target, join(folder, mount.source));
    expect(mounted).toBe(keysFile());
    const keys = new ApiKeys({ file: keysFile() });
    expect(keys.find(keyIn(said))).toMatchObject({ role: 'operator' });
  });

  it('leaves what is there as it is', async () => {
    const before = readFileSync(keysFile(), 'utf8');
    expect(await docker('make-secrets.sh')).toBe('');
    expect(readFileSync(keysFile(), 'utf8')).toBe(before);
  });
});

describe('docker/add-key.sh', () => {
  it('adds keys that running services take, and keeps those that they had', async () => {
    const keys = new ApiKeys({ file: keysFile() });
    const venue = keyIn(await docker('add-key.sh', 'exchange', 'venue'));
    const party = keyIn(await docker('add-key.sh', 'desk', 'party', '99XSELLER------6'));
    // A file that was read a moment ago is not looked at again at once.
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(keys.find(party)).toEqual({
      id: '99XSELLER------6',
      name: 'desk',
      role: 'party',
      party: '99XSELLER------6',
    });
    expect(keys.find(venue)).toMatchObject({ id: 'venue:exchange' });
    expect(keys.find(keyIn(said))).toMatchObject({ role: 'operator' });
  });

  it.each([
    [['', 'operator'], 'The name takes letters'],
    [['a b', 'operator'], 'The name takes letters'],
    [['desk', 'admin'], 'The role is operator, venue or party.'],
    [['desk', 'party'], "A party's key needs the party's EIC."],
    [['desk', 'venue', '99XSELLER------6'], 'A key with the role venue has no party.'],
    [['operator', 'operator'], 'There is a key named operator with the role operator'],
  ])('refuses %j', async (args, because) => {
    const before = readFileSync(keysFile(), 'utf8');
    await expect(docker('add-key.sh', ...args)).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining(because),
    });
    expect(readFileSync(keysFile(), 'utf8')).toBe(before);
    expect(parseApiKeys(before).ok).toBe(true);
  });

  const old = `{"name":"old","role":"venue","sha256":"${'a'.repeat(64)}"}`;
  const namesIn = (text: string): string[] => (JSON.parse(text) as { name: string }[]).map(({ name }) => name);

  it.each<[string, string, readonly string[]]>([
    ['whose only key was removed', '[\n]\n', ['next']],
    ['of one key', `[\n${old}\n]\n`, ['old', 'next']],
    ['whose last line was removed, and a comma left behind', `[\n${old},\n]\n`, ['old', 'next']],
    ['with an empty line, and no end of its last', `[\n${old}\n\n]`, ['old', 'next']],
    ['that is empty', '', ['next']],
  ])('adds to a file %s', async (_, text, names) => {
    writeFileSync(keysFile(), text);
    const key = keyIn(await docker('add-key.sh', 'next', 'operator'));
    const written = readFileSync(keysFile(), 'utf8');
    expect(namesIn(written)).toEqual(names);
    expect(parseApiKeys(written).ok).toBe(true);
    expect(new ApiKeys({ file: keysFile() }).find(key)).toMatchObject({ id: 'operator:next' });
  });

  it.each([
    ['of one line', `[${old}]\n`],
    ['of one empty list', '[]'],
    ['that begins with an entry', `[${old},\n${old.replace('old', 'other')}\n]\n`],
    ['that ends with an entry', `[\n${old}]\n`],
    ['that goes on after its end', `[\n${old}\n]\n\n`],
  ])('leaves a file %s as it is, and says what it has to be', async (_, text) => {
    writeFileSync(keysFile(), text);
    await expect(docker('add-key.sh', 'next', 'operator')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('it was left as it is'),
    });
    expect(readFileSync(keysFile(), 'utf8')).toBe(text);
  });
});
