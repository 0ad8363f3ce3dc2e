import {
  areaEic,
  leg,
  legEnergyWh,
  meterPointEic,
  partyEic,
  priceCentsPerMWh,
  deliveryStart,
  durationMinutes,
} from '#libs/contracts';
import { type FieldError, fieldErrors } from '#libs/service';
import { jsonPointer } from '#libs/strict-json';
import { z } from 'zod';
import type { TradeTerms } from '../trade/trade.js';

const terms = {
  seller: partyEic,
  buyer: partyEic,
  sellerSide: meterPointEic.nullish(),
  buyerSide: meterPointEic.nullish(),
  area: areaEic,
  priceCentsPerMWh,
  settlement: z
    .enum(['saga', 'two-phase'])
    .optional()
    .describe(
      'saga, the default: step by step, undone if a later step fails; two-phase: everywhere at once or not at all',
    ),
};
const severalPeriods = { legs: z.array(leg).min(1).max(100) };
const onePeriod = { start: deliveryStart, durationMinutes, energyWh: legEnergyWh };
/** Settlement makes its payments' ids as version 5, from what callers know: a trade's id is never one of those. */
const tradeId = z
  .string()
  .regex(
    /^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[47][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$/,
    'expected a UUID of version 4 or 7',
  )
  .toLowerCase();
const names = { tradeId: tradeId.optional(), externalId: z.string().min(1).max(100).nullish() };

/** A trade of several adjacent delivery periods at one price. */
export const tradeOfLegs = z.strictObject({ ...terms, ...names, ...severalPeriods });

/** A trade of one delivery period, its leg's fields given directly. */
export const tradeOfOnePeriod = z.strictObject({ ...terms, ...names, ...onePeriod });

/** The terms of a trade whose id is known, as its counterparty confirms them. */
export const termsOfLegs = z.strictObject({ ...terms, ...severalPeriods });
export const termsOfOnePeriod = z.strictObject({ ...terms, ...onePeriod });

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
export const readTradeForm = (body: unknown, above: readonly (string | number)[] = []): ReadForm =>
  readForm(body, { legs: tradeOfLegs, onePeriod: tradeOfOnePeriod }, above);

/** Reads the terms of a confirmation in either form. Never throws. */
export const readTermsForm = (body: unknown): ReadForm =>
  readForm(body, { legs: termsOfLegs, onePeriod: termsOfOnePeriod }, []);

interface Forms {
  readonly legs: typeof tradeOfLegs | typeof termsOfLegs;
  readonly onePeriod: typeof tradeOfOnePeriod | typeof termsOfOnePeriod;
}

interface ReadNames {
  readonly area: TradeTerms['area'];
  readonly tradeId?: string | undefined;
  readonly externalId?: string | null | undefined;
}

function readForm(body: unknown, forms: Forms, above: readonly (string | number)[]): ReadForm {
  const whole = typeof body === 'object' && body !== null && 'legs' in body;
  const parsed = whole ? forms.legs.safeParse(body) : forms.onePeriod.safeParse(body);
  if (!parsed.success) return { ok: false, faults: fieldErrors(parsed.error.issues, above) };
  const { seller, buyer, sellerSide, buyerSide, priceCentsPerMWh: price, settlement = 'saga' } = parsed.data;
  const { area, tradeId, externalId }: ReadNames = parsed.data;
  const legs = 'legs' in parsed.data ? parsed.data.legs : [parsed.data];
  return {
    ok: true,
    pointerTo: (at) => jsonPointer(above) + (whole ? at : at.replace(/^\/legs(\/0)?(?=\/\D|$)/, '') || '/start'),
    trade: {
      tradeId,
      terms: {
        ...{ seller, buyer, area, price, settlement },
        sellerSide: sellerSide ?? null,
        buyerSide: buyerSide ?? null,
        externalId: externalId ?? null,
        legs: legs.map(({ start, durationMinutes, energyWh }) => ({ start, durationMinutes, energyWh })),
      },
    },
  };
}
