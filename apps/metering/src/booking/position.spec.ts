import { describe, expect, it } from '@jest/globals';
import { watts } from '#libs/units';
import fc from 'fast-check';
import {
  aBuyer,
  aDelivery,
  aLeg,
  aMoment,
  aPlant,
  aPlantCode,
  aPortfolio,
  aSeller,
} from '../../../../test/support/a-booking.js';
import { type AskedDelivery, askedDelivery } from './asked-delivery.js';
import type { Booking, BookingChange } from './booking.js';
import { decideBooking } from './decide-booking.js';
import { decideCancel } from './decide-cancel.js';
import { decideFirm } from './decide-firm.js';
import { netWh, type Position, positionKey } from './position.js';

const plant = aPlant({ consumptionW: watts(4000) });
const plantLimits = { injectionWh: 2000, consumptionWh: 1000 };
const market = aPortfolio(aBuyer, 12_000);
const marketLimits = { injectionWh: 3000, consumptionWh: 3000 };

interface Told {
  readonly what: 'book' | 'cancel' | 'firm';
  readonly trade: number;
}

/** Energies that meet the limits exactly, and miss them by a watt-hour. */
const energy = fc.constantFrom(1, 499, 500, 501, 1000, 1500, 2000);

/** Trades of one plant with the market, in either direction, over one to three quarter hours, so small that they compete. */
const trades = fc.array(
  fc.record({
    sells: fc.boolean(),
    energiesWh: fc.array(energy, { minLength: 1, maxLength: 3 }),
  }),
  { minLength: 6, maxLength: 6 },
);
const tellings = fc.array(
  fc.record<Told>({
    what: fc.constantFrom('book', 'book', 'cancel', 'firm'),
    trade: fc.integer({ min: 0, max: 5 }),
  }),
  { maxLength: 40, size: 'max' },
);

const quarterHourStarts = ['2026-05-01T12:00:00Z', '2026-05-01T12:15:00Z', '2026-05-01T12:30:00Z'];

function tradeWithThePlant(sells: boolean, energiesWh: number[], id: string): AskedDelivery {
  const legs = energiesWh.map((energyWh, index) => aLeg(energyWh, quarterHourStarts[index]));
  const ends = sells
    ? { seller: aSeller, sellerSide: aPlantCode, buyer: aBuyer, buyerSide: null }
    : { seller: aBuyer, sellerSide: null, buyer: aSeller, buyerSide: aPlantCode };
  return askedDelivery(id, aDelivery({ ...ends, legs }));
}

/** What the shell does with an answer: the changed rows, and a row for a refused booking. */
class Rows {
  readonly bookings = new Map<string, Booking>();
  readonly positions = new Map<string, Position>();

  tell({ what }: Told, asked: AskedDelivery): void {
    const known = this.bookings.get(asked.id);
    const positionOf = (key: string) => this.positions.get(key);
    if (what === 'cancel') return this.put(decideCancel(known, asked, positionOf, aMoment));
    if (what === 'firm') return this.put(decideFirm(known, asked, positionOf, aMoment));
    const sides = asked.sellerSide === null ? { seller: market, buyer: plant } : { seller: plant, buyer: market };
    const decided = decideBooking(known, asked, sides, positionOf, aMoment);
    if (decided.answer === 'refused' && !known) {
      this.bookings.set(asked.id, { id: asked.id, state: 'refused', because: decided.because, since: aMoment });
    }
    return this.put(decided);
  }

  private put(decided: { readonly answer: string; readonly what?: BookingChange }): void {
    if (!decided.what) return;
    this.bookings.set(decided.what.booking.id, decided.what.booking);
    for (const position of decided.what.positions) {
      this.positions.set(positionKey(position.side, position.quarterHour), position);
    }
  }
}

/** What the bookings themselves say about one position. */
function recounted(position: Position, rows: Rows, asks: readonly AskedDelivery[]): number[] {
  const counters = [0, 0, 0, 0];
  for (const asked of asks) {
    const state = rows.bookings.get(asked.id)?.state;
    if (state !== 'firm' && state !== 'pending') continue;
    const energyWh = asked.energies.find((one) => one.quarterHour === position.quarterHour)?.energyWh ?? 0;
    const place = (state === 'firm' ? 0 : 2) + (asked.sellerKey === position.side ? 0 : 1);
    counters[place] = (counters[place] ?? 0) + energyWh;
  }
  return counters;
}

/** The rules of a position, written out once more from its counters. */
function brokenRules(position: Position, rows: Rows, asks: readonly AskedDelivery[]): string[] {
  const limits = position.side === plant.key ? plantLimits : marketLimits;
  const { firmSoldWh, firmBoughtWh, pendingSoldWh, pendingBoughtWh } = position;
  const counters = [firmSoldWh, firmBoughtWh, pendingSoldWh, pendingBoughtWh];
  const rules: Record<string, boolean> = {
    'sells no more than it may inject': firmSoldWh - firmBoughtWh + pendingSoldWh <= limits.injectionWh,
    'buys no more than it may consume': firmBoughtWh - firmSoldWh + pendingBoughtWh <= limits.consumptionWh,
    'has no counter below zero': Math.min(...counters) >= 0,
    'is the sum of its bookings': counters.join() === recounted(position, rows, asks).join(),
  };
  return Object.keys(rules).filter((rule) => !rules[rule]);
}

describe('the positions of a side, for all sequences of book, cancel and firm', () => {
  it('keep both lines of the net-position rule, whatever is undone, and equal the sum of their bookings', () => {
    fc.assert(
      fc.property(trades, tellings, (made, told) => {
        const asks = made.map(({ sells, energiesWh }, index) => tradeWithThePlant(sells, energiesWh, `trade ${index}`));
        const rows = new Rows();
        const broken: string[] = [];
        for (const telling of told) {
          const asked = asks[telling.trade];
          if (asked) rows.tell(telling, asked);
          for (const position of rows.positions.values()) broken.push(...brokenRules(position, rows, asks));
        }
        expect(broken).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('leave nothing oversold when a purchase is taken back', () => {
    const rows = new Rows();
    const [sale, purchase, saleOnTop] = [
      tradeWithThePlant(true, [2000], 'sale'),
      tradeWithThePlant(false, [500], 'purchase'),
      tradeWithThePlant(true, [500], 'sale on top'),
    ];
    rows.tell({ what: 'book', trade: 0 }, sale);
    rows.tell({ what: 'firm', trade: 0 }, sale);
    rows.tell({ what: 'book', trade: 1 }, purchase);
    rows.tell({ what: 'book', trade: 2 }, saleOnTop);
    expect(rows.bookings.get('sale on top')?.state).toBe('refused');
    rows.tell({ what: 'cancel', trade: 1 }, purchase);
    expect(rows.bookings.get('purchase')?.state).toBe('cancelled');
    const booked = [...rows.positions.values()].filter(({ side }) => side === plant.key);
    expect(booked.map((position) => netWh(position, 'seller'))).toEqual([2000]);
  });
});
