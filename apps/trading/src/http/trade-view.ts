import { formatInstant } from '#libs/market';
import type { Progress } from '#libs/saga';
import { cost, formatEur } from '#libs/units';
import { rejectionOf, tradeState } from '../trade/trade-state.js';
import { energyOf, type Trade } from '../trade/trade.js';

/** A trade as a reader gets it. `amountEur` is price × energy, what the buyer owes the seller (negative: the other way). */
export function tradeView(trade: Trade, progress: Progress): Record<string, unknown> {
  const { id, externalId, seller, buyer, sellerSide, buyerSide, area, legs, price, agreedAt, gateClosesAt } = trade;
  const rejection = rejectionOf(progress);
  const energyWh = energyOf(trade);
  return {
    tradeId: id,
    externalId,
    state: tradeState(progress),
    ...(rejection && { rejected: { step: rejection.step, because: rejection.because } }),
    ...{ seller, buyer, sellerSide, buyerSide, area },
    legs: legs.map(({ start, durationMinutes, energyWh: legWh }) => ({
      start: formatInstant(start),
      durationMinutes,
      energyWh: legWh,
    })),
    energyWh,
    priceCentsPerMWh: price,
    amountEur: formatEur(cost(energyWh, price)),
    settlement: 'saga',
    agreedAt: formatInstant(agreedAt),
    gateClosesAt: formatInstant(gateClosesAt),
    saga: `/v1/sagas/${id}`,
  };
}
