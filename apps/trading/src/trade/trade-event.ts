import { type TradeClearedV1, type TradeRejectedV1, tradeClearedV1, tradeRejectedV1 } from '#libs/contracts';
import { formatInstant, type Instant } from '#libs/market';
import type { Progress } from '#libs/saga';
import { rejectionOf } from './trade-state.js';
import { energyOf, proposerOf, type Trade, type TradeTerms } from './trade.js';

/** What every event of a trade says: `agreedAt` of one that does not bind is when it was proposed. */
export interface ToldTrade extends TradeTerms {
  readonly id: string;
  readonly agreedAt: Instant;
  readonly counterOf: string | null;
}

/** The terms as they travel. */
export const toldTerms = (trade: ToldTrade, sequence: number) => {
  const { id, externalId, seller, buyer, sellerSide, buyerSide, area, legs, price, agreedAt, counterOf } = trade;
  return {
    ...{ tradeId: id, sequence, externalId, seller, buyer, sellerSide, buyerSide, area },
    legs: legs.map(({ start, durationMinutes, energyWh }) => ({
      start: formatInstant(start),
      durationMinutes,
      energyWh,
    })),
    energyWh: energyOf(trade),
    priceCentsPerMWh: price,
    agreedAt: formatInstant(agreedAt),
    counterOf,
  };
};

/** An event of a trade, as a public event; its id is the same whenever it is sent again. */
export const eventOfTrade = <Data extends { readonly tradeId: string; readonly sequence: number }>(
  type: string,
  data: Data,
) => ({ id: `${data.tradeId}/${data.sequence}`, type, subject: data.tradeId, data });

/** What everyone is told when a trade has ended: its only event, unless it was told as proposed before. */
export function tradeEndedEvent(trade: Trade, progress: Progress) {
  const terms = toldTerms(trade, proposerOf(trade) === undefined ? 1 : 2);
  const rejection = rejectionOf(progress);
  if (!rejection) return eventOfTrade(tradeClearedV1.type, { ...terms, state: 'cleared' } satisfies TradeClearedV1);
  const { step: rejectedAt, because } = rejection;
  return eventOfTrade(tradeRejectedV1.type, {
    ...{ ...terms, state: 'rejected' as const, rejectedAt, because },
  } satisfies TradeRejectedV1);
}
