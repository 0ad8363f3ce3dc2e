import {
  bookDeliveryV1,
  cancelBookingV1,
  firmBookingV1,
  type HoldFundsV1,
  holdFundsV1,
  postHoldV1,
  voidHoldV1,
} from '#libs/contracts';
import { formatInstant, instant } from '#libs/market';
import type { Ask, Saga } from '#libs/saga';
import { decideGate } from '../gate/gate-closure.js';
import { energyOf, sideKeyOf, type Trade } from './trade.js';

export type TradeStep = 'hold funds' | 'book delivery' | 'confirm' | 'post funds' | 'firm delivery';

/** At a negative price the seller pays. */
export const payerOf = ({ price, buyer, seller }: Trade): string => (price < 0 ? seller : buyer);

const parties = ({ seller, buyer }: Trade) => ({ seller, buyer });

/** What settlement is asked to set aside. */
export const fundsOf = (trade: Trade): HoldFundsV1 => ({
  ...parties(trade),
  energyWh: energyOf(trade),
  priceCentsPerMWh: trade.price,
});

/** What metering is asked to book; instants travel as text. */
export const deliveryOf = ({ seller, buyer, sellerSide, buyerSide, area, legs }: Trade) => ({
  ...{ seller, buyer, sellerSide, buyerSide, area },
  legs: legs.map(({ start, durationMinutes, energyWh }) => ({
    start: formatInstant(start),
    durationMinutes,
    energyWh,
  })),
});

const sellerSideOf = (trade: Trade): string => sideKeyOf(trade, 'seller');

const holdFunds: Ask<Trade> = {
  type: holdFundsV1.type,
  key: payerOf,
  body: fundsOf,
};
const voidHold: Ask<Trade> = { type: voidHoldV1.type, key: payerOf, body: parties };
const postHold: Ask<Trade> = { type: postHoldV1.type, key: payerOf, body: parties };

const bookDelivery: Ask<Trade> = { type: bookDeliveryV1.type, key: sellerSideOf, body: deliveryOf };
const cancelBooking: Ask<Trade> = { type: cancelBookingV1.type, key: sellerSideOf, body: deliveryOf };
const firmBooking: Ask<Trade> = { type: firmBookingV1.type, key: sellerSideOf, body: deliveryOf };

/** A trade, from its money set aside to its delivery firm. */
export const tradeSaga: Saga<Trade, TradeStep> = {
  name: 'trade',
  version: 1,
  undoable: [
    [
      { step: 'hold funds', at: 'settlement', do: holdFunds, undo: voidHold, within: '20s' },
      { step: 'book delivery', at: 'metering', do: bookDelivery, undo: cancelBooking, within: '20s' },
    ],
  ],
  pivot: { step: 'confirm', decide: (trade, now) => decideGate(trade, instant(Math.floor(now.market))) },
  mustFinish: [
    [
      { step: 'post funds', at: 'settlement', do: postHold },
      { step: 'firm delivery', at: 'metering', do: firmBooking },
    ],
  ],
};
