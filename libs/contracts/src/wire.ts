import { type EicType, isDeliveryStart, parseEic, parseInstant } from '#libs/market';
import { centsPerMWh, parseEur, wattHours } from '#libs/units';
import { z } from 'zod';

/** A leg carries at most 10¹¹ Wh, a hundred gigawatt-hours: more than any plant makes in an hour. */
const mostWattHoursPerLeg = 100_000_000_000;
/** A transfer is at most 9·10¹¹ Wh at the highest price, so that it fits an int8 of 10⁻⁸ euro. */
export const mostWattHours = 900_000_000_000;
/** Imbalance prices beyond 24,000 EUR/MWh have been seen. */
const highestPriceCentsPerMWh = 9_999_999;

const eic = (type: EicType, what: string, example: string) =>
  z
    .string()
    .transform((text, context) => {
      const code = parseEic(text, type);
      if (code.ok) return code.eic;
      context.addIssue(`${what}: ${code.because}`);
      return z.NEVER;
    })
    .meta({
      type: 'string',
      pattern: `^[0-9]{2}${type}[0-9A-Z-]{12}[0-9A-Z]$`,
      description: what,
      examples: [example],
    });

/** EIC of type X. */
export const partyEic = eic('X', 'a party is an EIC of type X', '11XSUEDWESTSTRO8');
/** EIC of type Y. */
export const areaEic = eic('Y', 'an area is an EIC of type Y', '10Y1001A1001A82H');
/** EIC of type Z. */
export const meterPointEic = eic('Z', 'a meter point is an EIC of type Z', '99ZEXAMPLEMETER8');

/** Integer watt-hours above zero. */
export const energyWh = z.int().min(1).max(mostWattHours).transform(wattHours).meta({ description: 'watt-hours' });
export const legEnergyWh = z.int().min(1).max(mostWattHoursPerLeg).transform(wattHours);
/** Integer euro cents per megawatt-hour; may be zero or negative. */
export const priceCentsPerMWh = z
  .int()
  .min(-highestPriceCentsPerMWh)
  .max(highestPriceCentsPerMWh)
  .transform(centsPerMWh)
  .meta({ description: 'euro cents per megawatt-hour' });

/** RFC 3339 with an offset. */
export const instant = z
  .string()
  .transform((text, context) => {
    const parsed = parseInstant(text);
    if (parsed !== 'malformed') return parsed;
    context.addIssue('an instant is RFC 3339 with an offset, like 2026-05-01T10:00:00Z');
    return z.NEVER;
  })
  .meta({
    type: 'string',
    format: 'date-time',
    description: 'RFC 3339 with an offset',
    examples: ['2026-05-01T10:00:00Z'],
  });

/** Where a delivery may begin: behind the last of these years no end could be written. */
export const deliveryStart = instant.refine(isDeliveryStart, 'a delivery starts in one of the years 1980 to 9998, UTC');

/** Money: a decimal string in euro with at most eight places. */
export const amountEur = z
  .string()
  .transform((text, context) => {
    const parsed = parseEur(text);
    if (parsed !== 'malformed') return parsed;
    context.addIssue('money is a decimal string in euro with at most eight places, like "1.13125000"');
    return z.NEVER;
  })
  .meta({
    type: 'string',
    pattern: '^-?[0-9]+(\\.[0-9]{1,8})?$',
    description: 'euro, as decimal text',
    examples: ['1.13125000'],
  });

export const durationMinutes = z.literal([15, 30, 60]);

/** One delivery period and its energy. Alignment and adjacency are rules of the market, checked where a trade is decided. */
export const leg = z.strictObject({ start: deliveryStart, durationMinutes, energyWh: legEnergyWh });
