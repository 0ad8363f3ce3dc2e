import { displayName, formatInstant, formatLocal, type QuarterHour, startOf } from '#libs/market';
import { z } from 'zod';
import type { DayAheadPrice } from '../price/day-ahead-price.js';

/** A quarter hour and its price in an answer. */
export const priceDocument = z.strictObject({
  name: z.string().describe('for display, like QH-20251026-100'),
  start: z.iso.datetime(),
  startLocal: z.string().describe('the same instant by the local clock, with its offset'),
  priceCentsPerMWh: z.int().nullable().describe('null where no price is known'),
  source: z.string().nullable(),
  revision: z.int().nullable().describe('counts the corrections, from one'),
});

export const priceColumns = priceDocument.keyof().options;

export function documentOfPrice(
  quarterHour: QuarterHour,
  price: DayAheadPrice | undefined,
  timeZone: string,
): z.output<typeof priceDocument> {
  const start = startOf(quarterHour);
  return {
    name: displayName({ start, durationMinutes: 15 }, timeZone),
    start: formatInstant(start),
    startLocal: formatLocal(start, timeZone),
    priceCentsPerMWh: price?.priceCentsPerMWh ?? null,
    source: price?.source ?? null,
    revision: price?.revision ?? null,
  };
}
