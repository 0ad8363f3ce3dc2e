import { endOf, formatInstant, formatLocal } from '#libs/market';
import { cost, formatEur } from '#libs/units';
import type { ReadTrade } from '../store/trade.reader.js';
import { rejectionOf, tradeState } from '../trade/trade-state.js';
import { energyOf, proposerOf } from '../trade/trade.js';

/** The columns of trades as CSV: one line a trade, delivery from its first leg's start to its last leg's end. */
export const tradeColumns = [
  ...['tradeId', 'externalId', 'state', 'reason', 'seller', 'buyer', 'sellerSide', 'buyerSide', 'area'],
  ...['start', 'startLocal', 'end', 'endLocal', 'legs', 'energyWh', 'priceCentsPerMWh', 'amountEur', 'settlement'],
  ...['agreedAt', 'gateClosesAt', 'proposedBy', 'counterOf', 'counteredBy'],
] as const;

type TradeLine = Readonly<Record<(typeof tradeColumns)[number], string | number | null>>;

export function tradeLine(read: ReadTrade): TradeLine {
  const { timeZone } = read;
  const one = 'trade' in read ? read.trade : read.proposal;
  const { id, externalId, seller, buyer, sellerSide, buyerSide, area, legs, price, gateClosesAt } = one;
  const [first, last] = [legs[0], legs.at(-1)];
  const end = last && endOf(last);
  const energyWh = energyOf(one);
  const because = 'trade' in read ? rejectionOf(read.saga.progress)?.because : read.proposal.because;
  return {
    ...{ tradeId: id, externalId, seller, buyer, sellerSide, buyerSide, area, energyWh },
    state: 'trade' in read ? tradeState(read.saga.progress) : because ? 'rejected' : 'proposed',
    reason: because?.reason ?? null,
    start: first ? formatInstant(first.start) : null,
    startLocal: first ? formatLocal(first.start, timeZone) : null,
    end: end === undefined ? null : formatInstant(end),
    endLocal: end === undefined ? null : formatLocal(end, timeZone),
    legs: legs.length,
    priceCentsPerMWh: price,
    amountEur: formatEur(cost(energyWh, price)),
    settlement: one.settlement,
    agreedAt: 'trade' in read ? formatInstant(read.trade.agreedAt) : null,
    gateClosesAt: formatInstant(gateClosesAt),
    proposedBy: ('trade' in read ? proposerOf(read.trade) : read.proposal.proposedBy) ?? null,
    counterOf: 'trade' in read ? read.trade.counterOf : null,
    counteredBy: 'trade' in read ? read.counteredBy : null,
  };
}
