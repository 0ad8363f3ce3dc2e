import { describe, expect, it } from '@jest/globals';
import { entersBuild, readDockerfile } from './dockerfile.js';

describe('a Dockerfile', () => {
  it('is read as stages, without comments and with continued lines', () => {
    const text =
      '# why\nFROM node:24 AS build\nRUN npm ci \\\n  && npm test\n\nFROM node:24\nCOPY --from=build /app ./\n';
    expect(readDockerfile(text)).toEqual([
      { image: 'node:24', name: 'build', instructions: [{ word: 'RUN', rest: 'npm ci    && npm test' }] },
      { image: 'node:24', name: undefined, instructions: [{ word: 'COPY', rest: '--from=build /app ./' }] },
    ]);
  });

  it.each(['RUN npm ci\n', 'FROM node:24\nnpm ci\n'])('is refused where a line belongs to no stage: %j', (text) => {
    expect(() => readDockerfile(text)).toThrow(/is no instruction of a stage/);
  });
});

describe('a .dockerignore', () => {
  const enters = entersBuild('# all\n*\n!apps\n!package.json\n**/*.spec.ts\n');

  it.each([
    ['apps', true],
    ['apps/trading/src/main.ts', true],
    ['package.json', true],
    ['apps/package.json', true],
    ['apps/trading/src/main.spec.ts', false],
    ['main.spec.ts', false],
    ['.git/config', false],
    ['docker/secrets/postgres_password', false],
    ['package.json5', false],
  ])('lets %s in: %s', (path, expected) => {
    expect(enters(path)).toBe(expected);
  });
});
