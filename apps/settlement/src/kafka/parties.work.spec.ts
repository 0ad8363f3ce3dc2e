import { issueEic } from '#libs/market';
import { describe, expect, it } from '@jest/globals';
import { anAccount, eur, theHour } from '../../../../test/support/a-hold.js';
import { aSettlementState } from '../../../../test/support/settlement-state.js';
import { parties } from './parties.work.js';

const code = issueEic('99', 'X', 'PARTY');
const eic = code.ok ? code.eic : '';
const now = { wall: theHour, market: theHour };

const registered = (sequence = 1) => ({
  id: `party/${eic}/${sequence}`,
  type: 'gridsaga.party.registered.v1',
  subject: eic,
  time: '2026-04-30T10:00:00Z',
  data: { eic, name: 'A party', roles: ['trader'], sequence },
});

const changed = (sequence: number) => ({
  ...registered(sequence),
  type: 'gridsaga.party.changed.v1',
  data: { ...registered(sequence).data, suspended: 'does not pay' },
});

describe('a party that is registered', () => {
  it('gets an account, and everybody hears of it', () => {
    const state = aSettlementState();
    expect(parties.touches(registered())).toEqual({ opened: [eic] });
    expect(parties.decide(state, registered(), now).send).toEqual([
      {
        kind: 'public',
        topic: 'settlement.accounts.v1',
        event: {
          id: `account/${eic}/1`,
          type: 'gridsaga.account.opened.v1',
          subject: eic,
          data: { account: eic, currency: 'EUR', creditLimitEur: '0.00000000', frozen: false, sequence: 1 },
        },
      },
    ]);
    expect(state.accounts.inserted()).toEqual([anAccount({ id: eic, posted: eur(0) })]);
  });

  it.each([
    ['heard of twice', registered()],
    ['heard of with more news', registered(2)],
    ['suspended', changed(2)],
  ])('gets no second account when %s', (_, event) => {
    const state = aSettlementState({ accounts: [anAccount({ id: eic })] });
    expect(parties.decide(state, event, now).send).toEqual([]);
    expect(state.accounts.updated()).toEqual([]);
  });

  it('gets no second account while its own is in doubt, and a first one where it only is asked for in doubt', () => {
    const inDoubt = new Map([[eic, 'a gid']]);
    const there = aSettlementState({ inDoubt, opened: [{ id: eic }] });
    expect(parties.decide(there, registered(), now).send).toEqual([]);
    expect(there.accounts.inserted()).toEqual([]);
    const missing = aSettlementState({ inDoubt });
    expect(parties.decide(missing, registered(), now).send).toHaveLength(1);
    expect(missing.accounts.inserted()).toHaveLength(1);
  });
});

describe('a party that is heard of only when it has changed', () => {
  it('gets its account then', () => {
    const state = aSettlementState();
    expect(parties.touches(changed(2))).toEqual({ opened: [eic] });
    expect(parties.decide(state, changed(2), now).send).toHaveLength(1);
    expect(state.accounts.inserted()).toHaveLength(1);
  });
});

describe('the topic of parties', () => {
  it('may carry events that settlement does not know', () => {
    const event = { ...registered(), type: 'gridsaga.party.retired.v1', data: null };
    expect(parties.touches(event)).toEqual({});
    expect(parties.decide(aSettlementState(), event, now).send).toEqual([]);
  });

  it('carries nothing that is not what its type promises', () => {
    expect(() => parties.touches({ ...registered(), data: { eic: 'X' } })).toThrow('EIC');
  });
});
