import { describe, expect, it } from '@jest/globals';
import type { GlobalTransaction } from '#libs/two-phase';
import { globalTransactionView } from './global-transaction-view.js';

const gid = `0a1b2c3d-${'1'.repeat(32)}`;
const transaction: GlobalTransaction = {
  ...{ gid, chain: gid, predecessor: null, state: 'aborting', busyRounds: 0, asks: 1 },
  legs: [
    { id: 'one', keys: ['a', 'b'] },
    { id: 'two', keys: ['b', 'c'] },
  ],
  participants: {
    settlement: {
      vote: { vote: 'refused', at: 2_000, legs: [{ id: 'two', because: { reason: 'no money', neededEur: '1' } }] },
      acknowledged: { as: 'aborted', at: 3_000 },
    },
    metering: { vote: { vote: 'busy', at: 2_000, because: { reason: 'row locked' } } },
  },
  ...{ since: 1_000, preparingSince: 1_500, decidedAt: 2_000, dueAt: 4_000 },
};

describe('a global transaction, as operators see it', () => {
  const seen = globalTransactionView({ transaction, next: 'the next' }, 3_500);

  it('says how old it is, whose it is, and which trades and rows it holds, each row once', () => {
    expect(seen).toMatchObject({
      ...{
        gid,
        state: 'aborting',
        ageMs: 2_500,
        next: 'the next',
        trades: ['one', 'two'],
        keys: ['a', 'b', 'c'],
        locks: 3,
      },
      owner: { system: '0a1b2c3d', coordinator: 'trading' },
      ...{ since: '1970-01-01T00:00:01.000Z', dueAt: '1970-01-01T00:00:04.000Z' },
    });
    expect(seen).not.toHaveProperty('endedAt');
  });

  it('says of each participant its vote, what it refused and why, and what its branch came to', () => {
    expect(seen.participants).toEqual([
      {
        ...{ participant: 'settlement', vote: 'refused', votedAt: '1970-01-01T00:00:02.000Z' },
        refused: [{ tradeId: 'two', because: { reason: 'no money', neededEur: '1' } }],
        ...{ acknowledged: 'aborted', acknowledgedAt: '1970-01-01T00:00:03.000Z' },
      },
      {
        ...{ participant: 'metering', vote: 'busy', votedAt: '1970-01-01T00:00:02.000Z' },
        ...{ because: { reason: 'row locked' }, acknowledged: null },
      },
    ]);
  });

  it.each<[string, Partial<GlobalTransaction>, number | undefined]>([
    ['since its prepare, which is later than its beginning', {}, 2_000],
    ['not while it is gathering', { state: 'gathering', preparingSince: undefined as never }, undefined],
    ['not at its end', { state: 'aborted', endedAt: 3_200 }, undefined],
    ['at a mixed end, until all have acknowledged', { state: 'mixed', endedAt: 3_200 }, 2_000],
    [
      'not when all have acknowledged a mixed one',
      {
        ...{ state: 'mixed', endedAt: 3_200 },
        participants: {
          settlement: { acknowledged: { as: 'mixed', at: 3_100 } },
          metering: { acknowledged: { as: 'aborted', at: 3_200 } },
        },
      },
      undefined,
    ],
  ])('is in doubt %s', (_, change, inDoubtMs) => {
    const view = globalTransactionView({ transaction: { ...transaction, ...change }, next: null }, 3_500);
    expect(view.inDoubtMs).toBe(inDoubtMs);
  });

  it('is as old at its end as it became, and says nothing of whom it has not heard', () => {
    const ended: GlobalTransaction = { ...transaction, state: 'aborted', endedAt: 2_200, participants: {} };
    const { ageMs, participants } = globalTransactionView({ transaction: ended, next: null }, 9_000);
    expect([ageMs, participants[0]]).toEqual([1_200, { participant: 'settlement', vote: null, acknowledged: null }]);
  });
});
