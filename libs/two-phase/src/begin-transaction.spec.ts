import { describe, expect, it } from '@jest/globals';
import { beginTransaction } from './begin-transaction.js';

describe('a global transaction that begins', () => {
  it('asks every participant to prepare, and is due to ask again in a second', () => {
    const legs = [{ id: 'one', keys: ['a'] }];
    expect(beginTransaction('gid', legs, { participants: ['settlement', 'metering'], now: 5_000 })).toEqual({
      transaction: {
        gid: 'gid',
        chain: 'gid',
        predecessor: null,
        state: 'preparing',
        legs,
        busyRounds: 0,
        participants: { settlement: { told: 'prepare' }, metering: { told: 'prepare' } },
        since: 5_000,
        preparingSince: 5_000,
        asks: 1,
        dueAt: 6_000,
      },
      tell: [
        { participant: 'settlement', tell: 'prepare' },
        { participant: 'metering', tell: 'prepare' },
      ],
    });
  });
});
