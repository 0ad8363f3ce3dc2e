import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Delivery } from '#libs/contracts';
import type { Because } from '#libs/decision';
import { type CentsPerMWh, centsPerMWh, watts } from '#libs/units';
import type { AccountId } from '../../apps/settlement/src/account/account.js';
import { type BookingRefusal, decideBooking } from '../../apps/metering/src/booking/decide-booking.js';
import { decideHold } from '../../apps/settlement/src/hold/decide-hold.js';
import type { HoldRefusal } from '../../apps/settlement/src/hold/hold-refusal.js';
import { becauseFor, type TradeEnds } from '../../apps/trading/src/trade/because-for.js';
import {
  aBuyer,
  aDelivery,
  aHouse,
  aLeg,
  aMoment,
  anAsk,
  anotherArea,
  aPlant,
  aPortfolio,
  aSeller,
  positionsOf,
} from '../support/a-booking.js';
import { accountsOf, anAccount, anAskForFunds, eur, theHour, theRate } from '../support/a-hold.js';

/** The unit that ends a quantity's name. */
const quantity = /(?:Eur|Wh|W|CentsPerMWh)$/;
const runs = { numRuns: 1000 };

/** Who of those that do not see everything is told a quantity. */
function toldQuantities(trade: TradeEnds, because: Because): string[] {
  const told = (party: string | undefined): boolean =>
    Object.keys(becauseFor({ party }, trade, because)).some((name) => quantity.test(name));
  return [
    ...(told(trade.seller) ? ['seller'] : []),
    ...(told(trade.buyer) ? ['buyer'] : []),
    ...(told(undefined) ? ['venue'] : []),
  ];
}

const saysQuantities = (because: Because): boolean => Object.keys(because).some((name) => quantity.test(name));

/** A refusal that says quantities says them to one side, and to no venue. */
function expectOneToKnow(trade: TradeEnds, because: Because): void {
  const told = toldQuantities(trade, because);
  expect(told).toEqual(saysQuantities(because) ? [expect.stringMatching(/^(seller|buyer)$/)] : []);
}

describe('the numbers of a refusal, as its participant really says them', () => {
  it('tell one side what money it has, and the other nothing', () => {
    const account = (id: AccountId) =>
      fc.option(
        fc
          .record({ posted: fc.integer({ min: -50, max: 60 }), frozen: fc.boolean() })
          .map(({ posted, frozen }) => anAccount({ id, posted: eur(posted), frozen })),
        { nil: undefined, freq: 8 },
      );
    const price = fc.constantFrom<CentsPerMWh[]>(centsPerMWh(5000), centsPerMWh(-5000), centsPerMWh(0));
    const missing = new Set<string>(
      Object.keys({
        ...{ 'unknown account': 0, 'account frozen': 0, 'account overdrawn': 0, 'not enough free money': 0 },
      } satisfies Record<Exclude<HoldRefusal, 'could not be read' | 'row in doubt'>, 0>),
    );
    fc.assert(
      fc.property(account(aSeller), account(aBuyer), price, (seller, buyer, priceCentsPerMWh) => {
        const ask = anAskForFunds({ seller: aSeller, buyer: aBuyer, priceCentsPerMWh });
        const known = accountsOf(...[seller, buyer].flatMap((one) => one ?? []));
        const { decision } = decideHold(ask, undefined, known, theRate, theHour);
        if (decision.answer !== 'refused') return;
        missing.delete(decision.because.reason);
        expectOneToKnow(aDelivery(), decision.because);
      }),
      runs,
    );
    expect([...missing]).toEqual([]);
  });

  it('tell one side what capacity it has, and the other nothing', () => {
    const power = fc.constantFrom(0, 3996, 4004, 8000).map(watts);
    const point = (of: typeof aPlant) =>
      fc.oneof(
        { weight: 8, arbitrary: power.map((w) => of({ injectionW: w, consumptionW: w })) },
        fc.constant(of({ area: anotherArea })),
        fc.constant(of({ party: anotherArea })),
        fc.constant(undefined),
      );
    const legs = fc.constantFrom<Delivery['legs'][]>(
      [aLeg(1000)],
      [aLeg(1000), aLeg(999, '2026-05-01T12:15:00Z')],
      [aLeg(1001, '2026-05-01T12:00:00Z', 30)],
      [aLeg(1000), aLeg(1000)],
    );
    const missing = new Set<string>(
      Object.keys({
        ...{ 'unknown side': 0, 'wrong area': 0, 'side of another party': 0 },
        ...{ 'wrong legs': 0, 'off the lot': 0, 'not enough capacity': 0 },
      } satisfies Record<Exclude<BookingRefusal, 'same id, different content' | 'already undone'>, 0>),
    );
    const portfolios = fc.record({ sells: fc.boolean(), buys: fc.boolean(), w: power });
    fc.assert(
      fc.property(point(aPlant), point(aHouse), portfolios, legs, (plant, house, { sells, buys, w }, asked) => {
        const { sellerSide, buyerSide, ...rest } = aDelivery({ legs: asked });
        const trade = { ...rest, sellerSide: sells ? null : sellerSide, buyerSide: buys ? null : buyerSide };
        const sides = {
          seller: sells ? aPortfolio(aSeller, w) : plant,
          buyer: buys ? aPortfolio(aBuyer, w) : house,
        };
        const decision = decideBooking(undefined, anAsk(trade), sides, positionsOf(), aMoment);
        if (decision.answer !== 'refused') return;
        missing.delete(decision.because.reason);
        expectOneToKnow(trade, decision.because);
      }),
      runs,
    );
    expect([...missing]).toEqual([]);
  });
});
