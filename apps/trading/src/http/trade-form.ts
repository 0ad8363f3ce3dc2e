import {
  areaEic,
  leg,
  legEnergyWh,
  meterPointEic,
  partyEic,
  priceCentsPerMWh,
  durationMinutes,
  instant,
} from '#libs/contracts';
import { type FieldError, fieldErrors } from '#libs/service';
import { jsonPointer } from '#libs/strict-json';
import { z } from 'zod';
import type { TradeTerms } from '../trade/trade.js';

const party = {
  seller: partyEic,
  buyer: partyEic,
  sellerSide: meterPointEic.nullish(),
  buyerSide: meterPointEic.nullish(),
  area: areaEic,
  priceCentsPerMWh,
  tradeId: z.uuid().toLowerCase().optional(),
  externalId: z.string().min(1).max(100).nullish(),
  settlement: z.literal('saga').optional(),
};

/** A trade of several adjacent delivery periods at one price. */
export const tradeOfLegs = z.strictObject({ ...party, legs: z.array(leg).min(1).max(100) });

/** A trade of one delivery period, its leg's fields given directly. */
export const tradeOfOnePeriod = z.strictObject({ ...party, start: instant, durationMinutes, energyWh: legEnergyWh });

/** What a request may hold. */
export const mostTradesPerRequest = 500;

export interface ReadTrade {
  readonly tradeId?: string | undefined;
  readonly terms: TradeTerms;
}

export type ReadForm =
  | {
      readonly ok: true;
      readonly trade: ReadTrade;
      /** Where in the request a field of the trade stands: rules speak of legs, also where one period was given directly. */
      readonly pointerTo: (at: string) => string;
    }
  | { readonly ok: false; readonly faults: readonly FieldError[] };

/** Reads one submitted trade in either form; `above` is the path to it in the request. Never throws. */
export function readTradeForm(body: unknown, above: readonly (string | number)[] = []): ReadForm {
  const whole = typeof body === 'object' && body !== null && 'legs' in body;
  const parsed = whole ? tradeOfLegs.safeParse(body) : tradeOfOnePeriod.safeParse(body);
  if (!parsed.success) return { ok: false, faults: fieldErrors(parsed.error.issues, above) };
  const { tradeId, seller, buyer, area, sellerSide, buyerSide, externalId, priceCentsPerMWh: price } = parsed.data;
  const legs = 'legs' in parsed.data ? parsed.data.legs : [parsed.data];
  return {
    ok: true,
    pointerTo: (at) => jsonPointer(above) + (whole ? at : at.replace(/^\/legs(\/0)?/, '') || '/start'),
    trade: {
      tradeId,
      terms: {
        ...{ seller, buyer, area, price },
        sellerSide: sellerSide ?? null,
        buyerSide: buyerSide ?? null,
        externalId: externalId ?? null,
        legs: legs.map(({ start, durationMinutes, energyWh }) => ({ start, durationMinutes, energyWh })),
      },
    },
  };
}
