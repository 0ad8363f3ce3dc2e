import { accepted, already, refused } from '#libs/decision';
import { money } from '#libs/units';
import { describe, expect, it } from '@jest/globals';
import {
  accountsOf,
  anAccount,
  anAskForFunds,
  eur,
  fundsOf,
  theBuyer,
  theHour,
  theSeller,
  theTrade,
} from '../../../../test/support/a-hold.js';
import { decideVoid } from './decide-void.js';
import type { Hold } from './hold.js';

const ask = { id: theTrade, seller: theSeller, buyer: theBuyer };
const funds = fundsOf(anAskForFunds());
const holding = () =>
  accountsOf(
    anAccount({ id: theSeller, held: funds.heldOfSeller }),
    anAccount({ held: money(funds.heldOfBuyer + eur(7)) }),
  );

describe('a void', () => {
  it('gives back what was held, and no more', () => {
    expect(decideVoid(ask, funds, holding(), theHour)).toEqual({
      decision: accepted('voided'),
      changes: {
        hold: { ...funds, state: 'voided' },
        accounts: [anAccount({ id: theSeller }), anAccount({ held: eur(7) })],
      },
    });
  });

  it('gives back also what frozen accounts hold', () => {
    const frozen = accountsOf(...[...holding().values()].map((account) => ({ ...account, frozen: true })));
    expect(decideVoid(ask, funds, frozen, theHour).decision).toEqual(accepted('voided'));
  });

  it('that overtakes its do leaves a tombstone, also where the accounts are not known', () => {
    expect(decideVoid(ask, undefined, accountsOf(), theHour)).toEqual({
      decision: accepted('never happened'),
      changes: { hold: { id: theTrade, state: 'tombstone', since: theHour } },
    });
  });

  it.each<[string, Hold, unknown]>([
    [
      'a refused row',
      { id: theTrade, state: 'refused', because: { reason: 'account frozen' }, since: theHour },
      already(),
    ],
    ['a voided row', fundsOf(anAskForFunds(), 'voided'), already()],
    ['a tombstone', { id: theTrade, state: 'tombstone', since: theHour }, already()],
    ['a posted row', fundsOf(anAskForFunds(), 'posted'), refused('past the pivot')],
    ['a row of other parties', fundsOf(anAskForFunds({ seller: theBuyer })), refused('same id, different content')],
  ])('changes nothing on %s', (_, known, decision) => {
    expect(decideVoid(ask, known, holding(), theHour)).toEqual({ decision, changes: {} });
  });
});
