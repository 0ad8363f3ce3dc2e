import { accepted, already, refused } from '#libs/decision';
import { centsPerMWh, money, wattHours } from '#libs/units';
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
import { decidePost } from './decide-post.js';
import type { Funds, Hold } from './hold.js';
import { tradeTransfers } from './trade-transfers.js';

const ask = { id: theTrade, seller: theSeller, buyer: theBuyer };
const funds = fundsOf(anAskForFunds());
const holding = ({ heldOfSeller, heldOfBuyer }: Funds) =>
  accountsOf(anAccount({ id: theSeller, held: heldOfSeller }), anAccount({ held: heldOfBuyer }));

describe('a post', () => {
  it('moves the price to the seller, the fees to the exchange, and holds nothing any more', () => {
    expect(decidePost(ask, funds, holding(funds), theHour)).toEqual({
      decision: accepted('posted'),
      changes: {
        hold: { ...funds, state: 'posted' },
        accounts: [
          anAccount({ id: theSeller, posted: money(eur(150) - 11_250_000n) }),
          anAccount({ posted: money(eur(50) - 11_250_000n) }),
        ],
        transfers: tradeTransfers(funds, theHour),
      },
    });
  });

  it('moves money to the buyer at a negative price', () => {
    const negative = fundsOf(anAskForFunds({ priceCentsPerMWh: centsPerMWh(-5000) }));
    const { changes } = decidePost(ask, negative, holding(negative), theHour);
    expect(changes.accounts).toEqual([
      anAccount({ id: theSeller, posted: money(eur(50) - 11_250_000n) }),
      anAccount({ posted: money(eur(150) - 11_250_000n) }),
    ]);
  });

  it('costs a party that trades with itself both fees', () => {
    const self = fundsOf(anAskForFunds({ seller: theBuyer }));
    const accounts = accountsOf(anAccount({ held: money(self.heldOfSeller + self.heldOfBuyer) }));
    const { changes } = decidePost({ ...ask, seller: theBuyer }, self, accounts, theHour);
    expect(changes.accounts).toEqual([anAccount({ posted: money(eur(100) - 22_500_000n) })]);
  });

  it('is stopped neither by a frozen account nor by one that has been overdrawn since', () => {
    const poor = [...holding(funds).values()].map((account) => ({ ...account, frozen: true, posted: eur(-1000) }));
    expect(decidePost(ask, funds, accountsOf(...poor), theHour).decision).toEqual(accepted('posted'));
  });

  it('takes the fee that was held, whatever the rate is by now', () => {
    const cheap = { ...funds, fee: money(1n), heldOfSeller: money(1n), heldOfBuyer: money(eur(50) + 1n) };
    const { changes } = decidePost(ask, cheap, holding(cheap), theHour);
    expect(changes.transfers?.map(({ amount }) => amount)).toEqual([eur(50), eur(50), 1n, 1n]);
  });

  it.each<[string, Hold | undefined, unknown]>([
    ['no row', undefined, refused('no hold')],
    [
      'a refused row',
      { id: theTrade, state: 'refused', because: { reason: 'account frozen' }, since: theHour },
      refused('hold was refused'),
    ],
    ['a posted row', fundsOf(anAskForFunds(), 'posted'), already()],
    ['a voided row', fundsOf(anAskForFunds(), 'voided'), refused('already undone')],
    ['a tombstone', { id: theTrade, state: 'tombstone', since: theHour }, refused('already undone')],
    [
      'a row of other parties',
      fundsOf(anAskForFunds({ buyer: theSeller, energyWh: wattHours(1) })),
      refused('same id, different content'),
    ],
  ])('changes nothing on %s', (_, known, decision) => {
    expect(decidePost(ask, known, holding(funds), theHour)).toEqual({ decision, changes: {} });
  });
});
