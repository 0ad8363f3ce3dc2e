import { type Accepted, type Already, accepted, already, type Refused, refused } from '#libs/decision';
import { formatInstant, type Instant } from '#libs/market';
import type { TradeState } from './trade-state.js';
import type { Trade } from './trade.js';

/** Who wants the counter-trade, and the id that it is to have. */
export interface CounterTradeAsk {
  readonly id: string;
  readonly caller: string;
}

/** A counter-trade that was made before: one that was rejected has taken nothing back. */
export interface KnownCounterTrade {
  readonly id: string;
  readonly state: TradeState;
}

export type CounterTradeRefusal = 'is itself a counter-trade' | 'not cleared' | 'taken back already' | 'gate closed';

/**
 * Whether a cleared trade is taken back while its gate is open: by a trade the other way between the same sides, with the
 * same legs at the same price. It runs as a saga of its own, with the usual fees, and the original stays cleared. It may
 * be made although a party is suspended, and be rejected like any other, for lack of money say; then it may be made
 * anew.
 *
 * @param state of the original
 * @param known every counter-trade of the original so far
 * @param now by the market clock
 */
export function decideCounterTrade(
  original: Trade,
  state: TradeState,
  known: readonly KnownCounterTrade[],
  ask: CounterTradeAsk,
  now: Instant,
): Accepted<Trade> | Already | Refused<CounterTradeRefusal> {
  const { id, counterOf, seller, buyer, sellerSide, buyerSide, gateClosesAt } = original;
  if (counterOf !== null) return refused('is itself a counter-trade', { counterOf });
  if (state !== 'cleared') return refused('not cleared', { state });
  if (known.some((counter) => counter.id === ask.id)) return already();
  const earlier = known.find((counter) => counter.state !== 'rejected');
  if (earlier) return refused('taken back already', { counterTradeId: earlier.id, state: earlier.state });
  if (now >= gateClosesAt)
    return refused('gate closed', { now: formatInstant(now), closedAt: formatInstant(gateClosesAt) });
  return accepted({
    ...original,
    ...ask,
    externalId: null,
    settlement: 'saga',
    ...{ seller: buyer, buyer: seller, sellerSide: buyerSide, buyerSide: sellerSide },
    agreedAt: now,
    counterOf: id,
  });
}
