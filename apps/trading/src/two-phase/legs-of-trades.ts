import type { Leg } from '#libs/two-phase';
import { deliveryOf, fundsOf } from '../trade/trade-saga.js';
import { sideKeyOf, type Trade } from '../trade/trade.js';

/** Who votes on a two-phase trade beside trading itself, whose part is the decision. */
export const participants = ['settlement', 'metering'] as const;

export type Participant = (typeof participants)[number];

export const isParticipant = (name: string): name is Participant => participants.some((known) => known === name);

/** The rows that a trade changes at its participants: both parties' accounts, both sides. */
export const keysOfTrade = (trade: Trade): readonly string[] => [
  trade.seller,
  trade.buyer,
  sideKeyOf(trade, 'seller'),
  sideKeyOf(trade, 'buyer'),
];

export const legOf = (trade: Trade): Leg => ({ id: trade.id, keys: keysOfTrade(trade) });

/** What a participant is to do for a trade: what a saga would ask of it first, done for good when it is committed. */
export const bodiesFor: Readonly<Record<Participant, (trade: Trade) => unknown>> = {
  settlement: fundsOf,
  metering: deliveryOf,
};
