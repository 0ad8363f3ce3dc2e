import { describe, expect, it } from '@jest/globals';
import { tradePaidV1 } from '#libs/contracts';
import { centsPerMWh } from '#libs/units';
import { anAskForFunds, fundsOf, theHour, theTrade } from '../../../../test/support/a-hold.js';
import { aBuyer, aSeller } from '../../../../test/support/a-booking.js';
import { tradeTransfers } from '../hold/trade-transfers.js';
import { tradePaid } from './trade-paid.js';

const ask = (cents: number) => anAskForFunds({ seller: aSeller, buyer: aBuyer, priceCentsPerMWh: centsPerMWh(cents) });
const paidAt = (cents: number) => {
  const hold = fundsOf(ask(cents), 'posted');
  return tradePaid({ hold, transfers: tradeTransfers(hold, theHour) }, theHour);
};

describe("everyone is told of a trade's money", () => {
  it('once it has moved, with every transfer of it', () => {
    const fees = { kind: 'trading fee', credit: 'exchange-fees', amountEur: '0.11250000' };
    expect(paidAt(5000)).toEqual([
      {
        kind: 'public',
        topic: 'settlement.transfers.v1',
        event: {
          id: `payment/${theTrade}/1`,
          type: 'gridsaga.trade.paid.v1',
          subject: theTrade,
          data: {
            ...{ tradeId: theTrade, sequence: 1, seller: aSeller, buyer: aBuyer },
            ...{ energyWh: 1_000_000, priceCentsPerMWh: 5000 },
            transfers: [
              { part: 'pay in', kind: 'energy', debit: aBuyer, credit: 'clearing', amountEur: '50.00000000' },
              { part: 'pay out', kind: 'energy', debit: 'clearing', credit: aSeller, amountEur: '50.00000000' },
              { part: 'seller fee', debit: aSeller, ...fees },
              { part: 'buyer fee', debit: aBuyer, ...fees },
            ],
            at: '2026-04-30T10:00:00Z',
          },
        },
      },
    ]);
  });

  it.each([
    ['the usual price', 5000, 4],
    ['price zero, where only fees move', 0, 2],
    ['a negative price', -5000, 4],
  ])('as its contract says, at %s', (_, cents, transfers) => {
    const [told] = paidAt(cents);
    const data = told?.kind === 'public' ? tradePaidV1.data.parse(told.event.data) : undefined;
    expect(data?.transfers).toHaveLength(transfers);
  });

  it.each([
    ['held', { hold: fundsOf(ask(5000), 'held') }],
    ['given back', { hold: fundsOf(ask(5000), 'voided') }],
    ['left as it was', {}],
  ])('and not when it is %s', (_, changes) => {
    expect(tradePaid(changes, theHour)).toEqual([]);
  });
});
