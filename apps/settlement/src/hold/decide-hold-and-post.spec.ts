import { accepted, refused } from '#libs/decision';
import { centsPerMWh, money, wattHours } from '#libs/units';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  accountsOf,
  anAccount,
  anAskForFunds,
  bothAccounts,
  Books,
  eur,
  fundsOf,
  theBuyer,
  theHour,
  theRate,
  theSeller,
  theTrade,
} from '../../../../test/support/a-hold.js';
import { decideHold } from './decide-hold.js';
import { decideHoldAndPost } from './decide-hold-and-post.js';
import { decidePost } from './decide-post.js';
import type { Hold } from './hold.js';
import { tradeTransfers } from './trade-transfers.js';

const ask = anAskForFunds();
const row = { id: theTrade, since: theHour };

describe('holding and posting at one instant', () => {
  it('leaves a posted hold, both totals after it, and every transfer', () => {
    const posted = fundsOf(ask, 'posted');
    expect(decideHoldAndPost(ask, undefined, bothAccounts(), theRate, theHour)).toEqual({
      decision: accepted('posted'),
      changes: {
        hold: posted,
        accounts: [
          anAccount({ id: theSeller, posted: money(eur(150) - 11_250_000n) }),
          anAccount({ posted: money(eur(50) - 11_250_000n) }),
        ],
        transfers: tradeTransfers(posted, theHour),
      },
    });
  });

  it.each([
    ['an account that is not there', accountsOf(anAccount()), 'unknown account'],
    ['a frozen account', accountsOf(anAccount({ id: theSeller, frozen: true }), anAccount()), 'account frozen'],
    [
      'an overdrawn account',
      accountsOf(anAccount({ id: theSeller, posted: eur(-1) }), anAccount()),
      'account overdrawn',
    ],
    [
      'an account with too little on it',
      accountsOf(anAccount({ id: theSeller }), anAccount({ posted: eur(50) })),
      'not enough free money',
    ],
  ])('is refused by %s, and keeps nothing of it', (_, accounts, reason) => {
    expect(decideHoldAndPost(ask, undefined, accounts, theRate, theHour)).toMatchObject({
      decision: { answer: 'refused', because: { reason } },
      changes: {},
    });
  });

  it.each<[string, Hold, unknown]>([
    ['held', fundsOf(ask), refused('already decided', { state: 'held' })],
    ['posted', fundsOf(ask, 'posted'), refused('already decided', { state: 'posted' })],
    ['of other terms', fundsOf({ ...ask, energyWh: wattHours(1) }), refused('same id, different content')],
    ['voided', fundsOf(ask, 'voided'), refused('already undone')],
    ['a tombstone', { ...row, state: 'tombstone' }, refused('already undone')],
    ['refused', { ...row, state: 'refused', because: { reason: 'account frozen' } }, refused('account frozen')],
  ])('moves nothing where a row is there that is %s', (_, known, decision) => {
    expect(decideHoldAndPost(ask, known, bothAccounts(), theRate, theHour)).toEqual({ decision, changes: {} });
  });

  it('always comes to what a hold and then a post come to, and creates no money', () => {
    const anyAsk = fc.record({
      seller: fc.constantFrom(theSeller, theBuyer),
      energyWh: fc.integer({ min: 1, max: 3_000_000 }).map(wattHours),
      priceCentsPerMWh: fc.integer({ min: -9_000, max: 9_000 }).map(centsPerMWh),
    });
    fc.assert(
      fc.property(anyAsk, (terms) => {
        const asked = anAskForFunds(terms);
        const [once, twice] = [new Books(...bothAccounts().values()), new Books(...bothAccounts().values())];
        const ruling = decideHoldAndPost(asked, undefined, once.accounts, theRate, theHour);
        once.put(ruling.changes);
        const held = decideHold(asked, undefined, twice.accounts, theRate, theHour);
        expect(ruling.decision.answer).toBe(held.decision.answer);
        expect(once.total()).toBe(eur(200));
        if (held.decision.answer !== 'accepted') return;
        twice.put(held.changes);
        twice.put(decidePost(asked, twice.holds.get(asked.id), twice.accounts, theHour).changes);
        expect(once).toEqual(twice);
      }),
    );
  });
});
