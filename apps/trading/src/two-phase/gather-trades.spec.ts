import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { gatherTrades, type GatheringBounds } from './gather-trades.js';
import type { TakenKeys } from './pending-trade.js';

interface Waiting {
  readonly trade: string;
  readonly keys: readonly string[];
  readonly since: number;
  readonly waitsFor: null;
  readonly periods: number;
}

/** A trade named by its keys, `ab` for a and b; the later in a list, the younger. */
const aTrade = (name: string, since: number, periods = 1): Waiting => ({
  ...{ trade: name, keys: [...name], since, waitsFor: null, periods },
});
const trades = (...names: string[]): Waiting[] => names.map((name, at) => aTrade(name, at));
const bounds: GatheringBounds = { mostTransactions: 2, mostTrades: 3, mostPeriods: 100 };

function told(pending: readonly Waiting[], taken: readonly TakenKeys[] = [], change: Partial<GatheringBounds> = {}) {
  const { together, waiting, left } = gatherTrades(pending, taken, { ...bounds, ...change });
  return {
    together: together.map((group) => group.map(({ trade }) => trade)),
    waiting: waiting.map((one) => `${one.pending.trade} for ${one.chain}`),
    left: left.map(({ trade }) => trade),
  };
}

describe('gathering', () => {
  it.each<[string, string[], string[][], string[]]>([
    ['takes what comes together', ['ab', 'cd'], [['ab', 'cd']], []],
    ['begins another one when the first is full', ['ab', 'cd', 'ef', 'gh'], [['ab', 'cd', 'ef'], ['gh']], []],
    ['keeps together what shares a key', ['ab', 'bc', 'ca'], [['ab', 'bc', 'ca']], []],
    [
      'fills one with what shares keys, so that what shares none goes beside it',
      ['ab', 'cd', 'ab', 'cd', 'ab', 'cd'],
      [
        ['ab', 'ab', 'ab'],
        ['cd', 'cd', 'cd'],
      ],
      [],
    ],
    ['follows shared keys outwards', ['ab', 'xy', 'cd', 'bc'], [['ab', 'cd', 'bc'], ['xy']], []],
    ['leaves what shares a key with a full one', ['ab', 'ab', 'ab', 'bc', 'xy'], [['ab', 'ab', 'ab'], ['xy']], ['bc']],
    [
      'leaves what does not fit beside others',
      ['ab', 'ab', 'cd', 'cd', 'ef', 'ef'],
      [
        ['ab', 'ab'],
        ['cd', 'cd'],
      ],
      ['ef', 'ef'],
    ],
  ])('%s', (_, names, together, left) => {
    expect(told(trades(...names))).toEqual({ together, waiting: [], left });
  });

  it('gathers suspects apart, with what the others have left of the keys', () => {
    const suspect = (name: string, since: number) => ({ ...aTrade(name, since), suspect: true });
    const pending = [suspect('ap', 0), aTrade('ab', 1), suspect('cp', 2), aTrade('de', 3), suspect('fp', 4)];
    expect(told(pending)).toEqual({
      together: [
        ['ab', 'de'],
        ['cp', 'fp'],
      ],
      waiting: [],
      left: ['ap'],
    });
    expect(told(pending, [], { mostTransactions: 1 }).together).toEqual([['ab', 'de']]);
  });

  it('lets a trade wait whose key stands in a chain that is open, and no other', () => {
    const taken = [{ chain: 'one', keys: ['b'] }];
    expect(told(trades('ab', 'cd'), taken)).toEqual({ together: [['cd']], waiting: ['ab for one'], left: [] });
  });

  it('keeps the keys of a trade that has waited for long from younger ones, and not from older ones', () => {
    const taken = [{ chain: 'one', keys: ['b'], keptSince: 1 }];
    expect(told([aTrade('ab', 0)], taken)).toMatchObject({ together: [['ab']] });
    expect(told([aTrade('ab', 2)], taken)).toMatchObject({ waiting: ['ab for one'] });
  });

  it('counts delivery periods; a trade of more than there may be goes alone', () => {
    const pending = [aTrade('ab', 0, 60), aTrade('cd', 1, 60), aTrade('ef', 2, 200)];
    expect(told(pending, [], { mostTransactions: 3 })).toMatchObject({ together: [['ab'], ['cd'], ['ef']] });
  });

  it('begins nothing when nothing may begin', () => {
    expect(told(trades('ab'), [], { mostTransactions: 0 })).toEqual({ together: [], waiting: [], left: ['ab'] });
  });

  const key = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
  const anyTrades = fc
    .array(
      fc.record({
        keys: fc.uniqueArray(key, { minLength: 1, maxLength: 3 }),
        periods: fc.integer({ min: 1, max: 60 }),
      }),
      {
        maxLength: 30,
      },
    )
    .map((all) =>
      all.map(({ keys, periods }, at): Waiting => ({ trade: String(at), keys, since: at, waitsFor: null, periods })),
    );
  const anyTaken = fc.array(
    fc.record({ chain: fc.constantFrom('one', 'two'), keys: fc.uniqueArray(key, { maxLength: 2 }) }),
    {
      maxLength: 2,
    },
  );

  it('loses no trade, lets no key stand in two, and keeps every bound', () => {
    fc.assert(
      fc.property(anyTrades, anyTaken, (pending, taken) => {
        const { together, waiting, left } = gatherTrades(pending, taken, bounds);
        const all = [...together.flat(), ...waiting.map((one) => one.pending), ...left];
        expect(all.map(({ trade }) => Number(trade)).sort((one, other) => one - other)).toEqual(
          pending.map((_, at) => at),
        );
        expect(together.length).toBeLessThanOrEqual(bounds.mostTransactions);
        const keys = together.map((group) => new Set(group.flatMap((one) => one.keys)));
        const held = [...keys.flatMap((of) => [...of]), ...new Set(taken.flatMap((one) => one.keys))];
        expect(new Set(held).size).toBe(held.length);
        for (const group of together) {
          expect(group.length).toBeLessThanOrEqual(bounds.mostTrades);
          const periods = group.reduce((sum, one) => sum + one.periods, 0);
          expect(group.length === 1 || periods <= bounds.mostPeriods).toBe(true);
        }
      }),
    );
  });

  it('always takes the oldest trade that no chain holds up, and the oldest come first in each', () => {
    fc.assert(
      fc.property(anyTrades, anyTaken, (pending, taken) => {
        const { together, waiting } = gatherTrades(pending, taken, bounds);
        const held = new Set(waiting.map((one) => one.pending));
        const oldest = pending.find((one) => !held.has(one));
        expect(together.flat().includes(oldest as Waiting)).toBe(oldest !== undefined);
        for (const group of together) {
          const since = group.map((one) => one.since);
          expect(since).toEqual(since.toSorted((one, other) => one - other));
        }
      }),
    );
  });

  it('leaves a trade only behind one of its keys, or when no more may begin', () => {
    fc.assert(
      fc.property(anyTrades, (pending) => {
        const { together, left } = gatherTrades(pending, [], bounds);
        const gathered = new Set(together.flat().flatMap((one) => one.keys));
        for (const one of left)
          expect(together.length === bounds.mostTransactions || one.keys.some((each) => gathered.has(each))).toBe(true);
      }),
    );
  });
});
