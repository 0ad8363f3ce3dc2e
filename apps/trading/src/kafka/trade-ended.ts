import { type TradeClearedV1, type TradeRejectedV1, topics, tradeClearedV1, tradeRejectedV1 } from '#libs/contracts';
import { formatInstant } from '#libs/market';
import { type Outgoing, toEveryone } from '#libs/messaging';
import type { Progress } from '#libs/saga';
import { rejectionOf } from '../trade/trade-state.js';
import { energyOf, type Trade } from '../trade/trade.js';

/** What everyone is told when a trade has ended. It is the trade's only event so far, so its sequence is 1. */
export function tradeEnded({ subject: trade, progress }: { subject: Trade; progress: Progress }): Outgoing[] {
  const { id, externalId, seller, buyer, sellerSide, buyerSide, area, legs, price, agreedAt } = trade;
  const terms = {
    ...{ tradeId: id, sequence: 1, externalId, seller, buyer, sellerSide, buyerSide, area },
    legs: legs.map(({ start, durationMinutes, energyWh }) => ({
      start: formatInstant(start),
      durationMinutes,
      energyWh,
    })),
    energyWh: energyOf(trade),
    priceCentsPerMWh: price,
    agreedAt: formatInstant(agreedAt),
  };
  const rejection = rejectionOf(progress);
  const [type, data] = rejection
    ? [
        tradeRejectedV1.type,
        {
          ...terms,
          state: 'rejected',
          rejectedAt: rejection.step,
          because: rejection.because,
        } satisfies TradeRejectedV1,
      ]
    : [tradeClearedV1.type, { ...terms, state: 'cleared' } satisfies TradeClearedV1];
  return [toEveryone(topics.trades.name, { id: `${id}/1`, type, subject: id, data })];
}
