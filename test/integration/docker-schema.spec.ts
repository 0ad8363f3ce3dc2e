import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type ComposeFile, readComposeFile, readEnvFile, serviceOf } from '../support/compose-file.js';

/** The published schema of Compose files, as the linter's package brings it. */
const composeSchema = (): object => {
  const folder = dirname(createRequire(import.meta.url).resolve('dclint/package.json'));
  const schema = JSON.parse(readFileSync(join(folder, 'schemas', 'compose.schema.json'), 'utf8')) as {
    $schema?: string;
  };
  // Draft 7, named by an address that ajv does not know as such.
  delete schema.$schema;
  return schema;
};

describe('docker-compose.yml and the published schema', () => {
  const valid = new Ajv({ strict: false, allErrors: true, logger: false }).compile(composeSchema());
  const mistakesIn = (document: unknown): string[] =>
    valid(document) ? [] : (valid.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);

  it.each([
    ['one broker', {}],
    ['three brokers', readEnvFile('docker/three-brokers.env')],
  ])('agree, with %s', (_, variables) => {
    expect(mistakesIn(readComposeFile(variables).document)).toEqual([]);
  });

  it.each([
    ['an unknown key', { restarts: 'always' }, '/services/trading must NOT have additional properties'],
    ['a port that is none', { ports: [true] }, '/services/trading/ports/0 must be number'],
    [
      'a condition that there is not',
      { depends_on: { postgres: { condition: 'up' } } },
      '/services/trading/depends_on/',
    ],
  ])('would not agree with %s', (_, mistake, said) => {
    const { document } = readComposeFile();
    const file = document as ComposeFile;
    const planted = { ...file, services: { ...file.services, trading: { ...serviceOf(file, 'trading'), ...mistake } } };
    expect(mistakesIn(planted).filter((one) => one.startsWith(said))).not.toEqual([]);
  });
});
