import { type TradePaidV1, topics, tradePaidV1 } from '#libs/contracts';
import { formatInstant, type Instant } from '#libs/market';
import { type Outgoing, toEveryone } from '#libs/messaging';
import type { Changes } from '../hold/ruling.js';
import { transferLines } from '../ledger/transfer-lines.js';

/** What everyone is told when a hold is posted: every transfer of the trade in one event. Nothing of any other change. */
export function tradePaid({ hold, transfers = [] }: Changes, at: Instant): Outgoing[] {
  if (hold?.state !== 'posted') return [];
  const { id, seller, buyer, energyWh, priceCentsPerMWh } = hold;
  const data: TradePaidV1 = {
    ...{ tradeId: id, sequence: 1, seller, buyer, energyWh, priceCentsPerMWh },
    transfers: transferLines(transfers),
    at: formatInstant(at),
  };
  return [toEveryone(topics.transfers.name, { id: `payment/${id}/1`, type: tradePaidV1.type, subject: id, data })];
}
