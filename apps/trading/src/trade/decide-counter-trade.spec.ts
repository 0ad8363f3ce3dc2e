import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { instant } from '#libs/market';
import { centsPerMWh, wattHours } from '#libs/units';
import { aCode, aTrade } from '../../../../test/support/a-trade.js';
import { decideCounterTrade } from './decide-counter-trade.js';
import type { TradeState } from './trade-state.js';
import { energyOf } from './trade.js';

const original = aTrade({ externalId: 'mine', sellerSide: aCode('Z', 'PLANT') });
const ask = { id: '01a1fb8d-1086-76c1-88df-dff055649001', caller: 'operator:one' };
const now = instant(original.gateClosesAt - 1);
const counter = (state: TradeState) => ({ id: '01a1fb8d-1086-76c1-88df-dff055649002', state });

describe('a counter-trade', () => {
  it('goes the other way between the same sides, with the same legs at the same price, and binds now', () => {
    expect(decideCounterTrade(original, 'cleared', [], ask, now)).toEqual({
      answer: 'accepted',
      what: {
        ...original,
        ...ask,
        externalId: null,
        seller: original.buyer,
        buyer: original.seller,
        sellerSide: null,
        buyerSide: original.sellerSide,
        agreedAt: now,
        counterOf: original.id,
      },
    });
  });

  it('runs as a saga, whichever path its original took', () => {
    const decision = decideCounterTrade(aTrade({ settlement: 'two-phase' }), 'cleared', [], ask, now);
    expect(decision).toMatchObject({ what: { settlement: 'saga' } });
  });

  it('nets out with its original, at every price and energy', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -9_999_999, max: 9_999_999 }),
        fc.array(fc.integer({ min: 1, max: 100_000_000_000 }), { minLength: 1, maxLength: 9 }),
        (price, energies) => {
          const [leg] = original.legs;
          if (!leg) throw new Error('a trade has a leg');
          const legs = energies.map((energyWh) => ({ ...leg, energyWh: wattHours(energyWh) }));
          const trade = aTrade({ price: centsPerMWh(price), legs });
          const decision = decideCounterTrade(trade, 'cleared', [], ask, now);
          if (decision.answer !== 'accepted') throw new Error(decision.answer);
          const owed = [trade, decision.what].map(({ seller, ...one }) => ({
            eur: (seller === trade.seller ? 1n : -1n) * BigInt(energyOf(one)) * BigInt(one.price),
            wh: (seller === trade.seller ? 1 : -1) * energyOf(one),
          }));
          expect(owed.reduce((sum, { eur }) => sum + eur, 0n)).toBe(0n);
          expect(owed.reduce((sum, { wh }) => sum + wh, 0)).toBe(0);
        },
      ),
    );
  });

  it.each([
    ['of a trade that is pending', original, 'pending' as const, [], now, { reason: 'not cleared', state: 'pending' }],
    ['of a trade that is stuck', original, 'stuck' as const, [], now, { reason: 'not cleared', state: 'stuck' }],
    ['of a rejected trade', original, 'rejected' as const, [], now, { reason: 'not cleared', state: 'rejected' }],
    [
      'of a counter-trade',
      aTrade({ counterOf: ask.id }),
      'cleared' as const,
      [],
      now,
      { reason: 'is itself a counter-trade', counterOf: ask.id },
    ],
    [
      'of a trade that was taken back',
      original,
      'cleared' as const,
      [counter('rejected'), counter('cleared')],
      now,
      { reason: 'taken back already', counterTradeId: counter('cleared').id, state: 'cleared' },
    ],
    [
      'of a trade that is being taken back',
      original,
      'cleared' as const,
      [counter('pending')],
      now,
      { reason: 'taken back already', counterTradeId: counter('pending').id, state: 'pending' },
    ],
    [
      "at the gate's instant",
      original,
      'cleared' as const,
      [],
      original.gateClosesAt,
      { reason: 'gate closed', now: '2026-05-01T09:55:00Z', closedAt: '2026-05-01T09:55:00Z' },
    ],
  ])('%s is refused', (_case, trade, state, known, at, because) => {
    expect(decideCounterTrade(trade, state, known, ask, at)).toEqual({ answer: 'refused', because });
  });

  it('may be made anew when the one before was rejected', () => {
    expect(decideCounterTrade(original, 'cleared', [counter('rejected')], ask, now).answer).toBe('accepted');
  });

  it('is there already when the same ask comes again', () => {
    const same = { id: ask.id, state: 'pending' as const };
    expect(decideCounterTrade(original, 'cleared', [same], ask, now)).toEqual({ answer: 'already' });
  });
});
