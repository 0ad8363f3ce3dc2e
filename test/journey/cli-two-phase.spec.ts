import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import '../support/patience.js';
import { waitUntil } from '../../local/wait-until.js';
import { commandLine, type Said } from '../support/command-line.js';
import { gidOf } from '../support/in-doubt.js';
import { sharedStack } from '../support/reachable-stack.js';
import { type Pair, World } from '../support/world.js';

let world: World;
let pair: Pair;
let cleared: string;
let gid: string;
beforeAll(async () => {
  world = new World(await sharedStack());
  pair = await world.aPair();
  cleared = await world.submit(world.aTrade(pair, { settlement: 'two-phase' }));
  expect(await world.waitForEnd(cleared)).toMatchObject({ state: 'cleared' });
  gid = await gidOf(world, cleared);
});
afterAll(() => world.stack.leave());

const gridsaga = (...words: string[]): Promise<Said> => commandLine(world.stack, words);

async function told(...words: string[]): Promise<string> {
  const { code, out, err } = await gridsaga(...words);
  expect([code, err]).toEqual([0, '']);
  return out;
}

describe('gridsaga two-phase', () => {
  it('lists global transactions that have ended, with what everybody said', async () => {
    const list = await told('two-phase', 'list', '--state', 'ended', '--all');
    expect(list).toMatch(/^GID +STATE +AGE +IN DOUBT +TRADES +VOTES +ACKNOWLEDGED/);
    const line = list.split('\n').find((one) => one.startsWith(gid));
    expect(line).toMatch(/ committed +\d.* settlement yes, metering yes +settlement committed, metering committed/);
  });

  it('lists those of one trade', async () => {
    const list = await told('two-phase', 'list', '--trade', cleared);
    expect(
      list
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.split(' ')[0]),
    ).toContain(gid);
    const wrong = await gridsaga('two-phase', 'list', '--trade', 'nonsense');
    expect([wrong.code, wrong.out]).toEqual([1, '']);
    expect(wrong.err).toMatch(/400 .*trade/s);
  });

  it('shows one by the name that PostgreSQL has for its branch', async () => {
    expect(await told('two-phase', 'show', `${gid}/settlement`)).toMatch(new RegExp(`^gid +${gid}$`, 'm'));
    const { code, err } = await gridsaga('two-phase', 'show', `${gid}/nobody`);
    expect([code, err]).toEqual([1, expect.stringContaining('eight hexadecimal digits')]);
  });

  it('shows one with its trades, the rows that it locked, and the answers of its participants', async () => {
    const shown = await told('two-phase', 'show', gid);
    expect(shown).toMatch(/^state +committed$/m);
    expect(shown).toMatch(new RegExp(`^trades .*${cleared}`, 'm'));
    expect(shown).toMatch(new RegExp(`^keys .*${pair.seller}`, 'm'));
    for (const participant of ['settlement', 'metering'])
      expect(shown).toMatch(new RegExp(`^${participant} +yes .* committed `, 'm'));
    const document: unknown = JSON.parse(await told('two-phase', 'show', gid, '--json'));
    expect(document).toMatchObject({ gid, trades: expect.arrayContaining([cleared]) });
  });

  it('shows which trades were refused, by whom and why', async () => {
    const poor = await world.aPair({ area: pair.area, buyerEur: '1' });
    const id = await world.submit(world.aTrade(poor, { settlement: 'two-phase' }));
    expect(await world.waitForEnd(id)).toMatchObject({ state: 'rejected' });
    const shown = await told('two-phase', 'show', await gidOf(world, id));
    expect(shown).toMatch(
      new RegExp(`^settlement +${id} +not enough free money \\(needed 50.1125 EUR, free 1.00`, 'm'),
    );
  });

  it('names who has not voted while a participant is away', async () => {
    world.stack.freeze('metering');
    try {
      const id = await world.submit(world.aTrade(pair, { settlement: 'two-phase' }));
      const open = await gidOf(world, id);
      await waitUntil(
        async () => {
          const list = await gridsaga('two-phase', 'list', '--state', 'in-doubt');
          return (
            new RegExp(`^${open} .*preparing +[\\d.]+ m?s +[\\d.]+ m?s .*settlement yes, metering – `, 'm').test(
              list.out,
            ) || undefined
          );
        },
        { everyMs: 50, withinMs: 10_000, otherwise: () => `${open} is not listed as in doubt` },
      );
      expect(await told('explain', id)).toContain('It is on its way to one decision for all of it');
      world.stack.thaw('metering');
      expect(await world.waitForEnd(id)).toMatchObject({ state: 'cleared' });
    } finally {
      world.stack.thaw('metering');
    }
  });
});

describe('a two-phase trade', () => {
  it('is explained with who prepared, the decision, and who committed', async () => {
    const story = await told('explain', cleared);
    const order = [
      'It waited to be gathered with others',
      'Settlement prepared the payment',
      'Trading decided to commit: from here on nothing takes it back.',
      'Settlement committed the payment',
      `50.00 EUR went from ${pair.buyer} to clearing (pay in).`,
      'The trade is cleared.',
    ].map((sentence) => story.indexOf(sentence));
    expect(Math.min(...order)).toBeGreaterThan(0);
    expect(order).toEqual(order.toSorted((one, other) => one - other));
    for (const sentence of ['Metering prepared the delivery', 'Energy: 1 MWh in 4 quarter hours are firm.', gid])
      expect(story).toContain(sentence);
  });

  it('is listed by its path, and no saga of it can be retried', async () => {
    const list = await told('trades', 'list', '--settlement', 'two-phase', '--party', pair.seller);
    expect(list).toContain(cleared);
    expect((await gridsaga('trades', 'list', '--settlement', 'saga', '--party', pair.seller)).out).toBe('');
    const retried = await gridsaga('sagas', 'retry', cleared, '--why', 'to try it');
    expect([retried.code, retried.out]).toEqual([1, '']);
    expect(retried.err).toMatch(new RegExp(`409 .*two-phase commit.*/v1/two-phase\\?trade=${cleared}`, 's'));
  });
});
