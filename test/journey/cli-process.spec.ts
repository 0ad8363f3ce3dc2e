import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import '../support/patience.js';
import { commandProcess } from '../support/command-line.js';
import { sharedStack } from '../support/reachable-stack.js';
import { type Pair, World } from '../support/world.js';

let world: World;
let pair: Pair;
beforeAll(async () => {
  world = new World(await sharedStack());
  pair = await world.aPair();
});
afterAll(() => world.stack.leave());

describe('gridsaga as a program', () => {
  it('does what its words and its standard input say, and ends with 0', async () => {
    const input = JSON.stringify(world.aTrade(pair));
    const { code, out, err } = await commandProcess(world.stack, ['trades', 'submit', '--wait', '20'], {
      ...{ key: world.stack.keys.venue, input },
    });
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('cleared');
  });

  it('ends with 1 where it is refused, and says why on its standard error', async () => {
    const { code, out, err } = await commandProcess(world.stack, ['explain', 'nobody-knows-this']);
    expect([code, out]).toEqual([1, '']);
    expect(err).toBe('There is no trade with the id or the external id nobody-knows-this.\n');
  });

  it('ends with 1 where a file cannot be read', async () => {
    const { code, err } = await commandProcess(world.stack, ['trades', 'submit', '/nowhere/at-all.json']);
    expect([code, err]).toEqual([1, expect.stringMatching(/^\/nowhere\/at-all\.json cannot be read: /)]);
  });

  it('ends with 2 where its words make no sense', async () => {
    const { code, out, err } = await commandProcess(world.stack, ['trades', 'list', '--colour', 'red']);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain("unknown option '--colour'");
  });

  it('ends quietly where nobody reads its output any more', async () => {
    const shell = `node dist/apps/cli/src/main.js sagas list --json | true; echo "\${PIPESTATUS[0]}"`;
    const env = { ...process.env, GRIDSAGA_TRADING_URL: world.stack.urls.trading };
    const { stdout, stderr } = await promisify(execFile)('bash', ['-c', shell], {
      env: { ...env, GRIDSAGA_API_KEY: world.stack.keys.operator },
    });
    expect([stdout, stderr]).toEqual(['0\n', '']);
  });
});
