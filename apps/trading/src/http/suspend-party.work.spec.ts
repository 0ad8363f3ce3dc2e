import { describe, expect, it } from '@jest/globals';
import { aTradingState } from '../../../../test/support/a-proposal.js';
import { aParty } from '../../../../test/support/a-trade.js';
import { suspendParty } from './suspend-party.work.js';

const { eic } = aParty();
const now = { wall: 1_000.5, market: 5_000 };
const ask = (suspend: boolean, why: string) => ({
  ...{ eic, suspend },
  audit: { id: '01a1fb8d-1086-76c1-88df-dff055649001', who: 'operator:one', why },
});

describe('a suspension', () => {
  it('is told to everyone as the party is after it, and written down with who and why', () => {
    const state = aTradingState();
    const { send } = suspendParty.decide(state, ask(true, 'no collateral'), now);
    expect(send).toEqual([
      {
        kind: 'public',
        topic: 'trading.parties.v1',
        event: {
          ...{ id: `${eic}/2`, type: 'gridsaga.party.changed.v1', subject: eic },
          data: { eic, name: 'A party', roles: ['trader'], suspended: 'no collateral', sequence: 2 },
        },
      },
    ]);
    expect(state.parties.get(eic)?.suspended).toEqual({ why: 'no collateral', since: 1_000 });
    expect(state.audits.inserted()).toMatchObject([
      { who: 'operator:one', action: 'suspend', of: `party/${eic}`, why: 'no collateral', seen: 1 },
    ]);
  });

  it('ends with an event and a record of its own, once', () => {
    const state = aTradingState();
    suspendParty.decide(state, ask(true, 'no collateral'), now);
    expect(suspendParty.decide(state, ask(false, 'paid'), now).send).toMatchObject([
      { event: { data: { suspended: null, sequence: 3 } } },
    ]);
    expect(suspendParty.decide(state, ask(false, 'paid'), now)).toEqual({ answer: { answer: 'already' }, send: [] });
  });
});
