import { formatInstant } from '#libs/market';
import { formatEur } from '#libs/units';
import { z } from 'zod';
import type { Hold } from '../hold/hold.js';
import { eurText } from './money-text.js';

const row = { id: z.uuid().describe("the trade's id"), since: z.iso.datetime() };

/** A hold in an answer. A refusal and a tombstone set nothing aside, so they have no amounts. */
export const holdDocument = z.union([
  z.strictObject({
    ...row,
    state: z.enum(['held', 'posted', 'voided']),
    seller: z.string(),
    buyer: z.string(),
    energyWh: z.int(),
    priceCentsPerMWh: z.int(),
    heldOfSellerEur: eurText.describe('what is, or was, set aside of the seller, its fee included'),
    heldOfBuyerEur: eurText.describe('what is, or was, set aside of the buyer, its fee included'),
    feeEur: eurText.describe('of each side'),
  }),
  z.strictObject({
    ...row,
    state: z.literal('refused'),
    because: z.looseObject({ reason: z.string() }),
  }),
  z.strictObject({ ...row, state: z.literal('tombstone') }),
]);

export type HoldDocument = z.output<typeof holdDocument>;

/** What CSV has of all kinds of holds; an amount that a kind lacks stays empty. */
export const holdColumns = [
  ...(['id', 'state', 'since', 'seller', 'buyer', 'energyWh', 'priceCentsPerMWh'] as const),
  ...(['heldOfSellerEur', 'heldOfBuyerEur', 'feeEur'] as const),
];

export type HoldLine = Readonly<Partial<Record<(typeof holdColumns)[number], string | number>>>;

export function documentOfHold(hold: Hold): HoldDocument {
  const { id } = hold;
  const since = formatInstant(hold.since);
  switch (hold.state) {
    case 'refused':
      return { id, state: hold.state, because: hold.because, since };
    case 'tombstone':
      return { id, state: hold.state, since };
    case 'held':
    case 'posted':
    case 'voided':
      return {
        id,
        state: hold.state,
        seller: hold.seller,
        buyer: hold.buyer,
        energyWh: hold.energyWh,
        priceCentsPerMWh: hold.priceCentsPerMWh,
        heldOfSellerEur: formatEur(hold.heldOfSeller),
        heldOfBuyerEur: formatEur(hold.heldOfBuyer),
        feeEur: formatEur(hold.fee),
        since,
      };
  }
}
