import { issueEic } from '#libs/market';
import { Rows } from '#libs/messaging';
import { describe, expect, it } from '@jest/globals';
import { anAccount, eur, theHour } from '../../../../test/support/a-hold.js';
import type { Account } from '../account/account.js';
import type { Hold } from '../hold/hold.js';
import { type Transfer, transferKey } from '../ledger/transfer.js';
import type { SettlementState } from '../store/settlement.state.js';
import { parties } from './parties.work.js';

const code = issueEic('99', 'X', 'PARTY');
const eic = code.ok ? code.eic : '';
const now = { wall: theHour, market: theHour };

const stateOf = (...accounts: Account[]): SettlementState => ({
  accounts: new Rows<Account>(({ id }) => id, accounts),
  holds: new Rows<Hold>(({ id }) => id),
  transfers: new Rows<Transfer>(transferKey),
});

const registered = (sequence = 1) => ({
  id: `party/${eic}/${sequence}`,
  type: 'gridsaga.party.registered.v1',
  subject: eic,
  time: '2026-04-30T10:00:00Z',
  data: { eic, name: 'A party', roles: ['trader'], sequence },
});

describe('a party that is registered', () => {
  it('gets an account, and everybody hears of it', () => {
    const state = stateOf();
    expect(parties.touches(registered())).toEqual({ account: [eic] });
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
  ])('gets no second account when %s', (_, event) => {
    const state = stateOf(anAccount({ id: eic }));
    expect(parties.decide(state, event, now).send).toEqual([]);
    expect(state.accounts.updated()).toEqual([]);
  });
});

describe('the topic of parties', () => {
  it('may carry events that settlement does not know', () => {
    const event = { ...registered(), type: 'gridsaga.party.retired.v1', data: null };
    expect(parties.touches(event)).toEqual({});
    expect(parties.decide(stateOf(), event, now).send).toEqual([]);
  });

  it('carries nothing that is not what its type promises', () => {
    expect(() => parties.touches({ ...registered(), data: { eic: 'X' } })).toThrow('EIC');
  });
});
