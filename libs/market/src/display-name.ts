import type { DeliveryPeriod, DurationMinutes } from './delivery-period.js';
import { defaultTimeZone, tradingDayOf } from './trading-day.js';

const products: Record<DurationMinutes, string> = { 15: 'QH', 30: 'HH', 60: 'PH' };

/**
 * What people call a period: `QH-20251026-100`, the product, the local date and the position in the local day, with
 * two digits, three from 100. For display only, never parsed, never a key.
 */
export function displayName({ start, durationMinutes }: DeliveryPeriod, timeZone: string = defaultTimeZone): string {
  const day = tradingDayOf(start, timeZone);
  const position = Math.floor((start - day.start) / (durationMinutes * 60_000)) + 1;
  return `${products[durationMinutes]}-${day.date.replaceAll('-', '')}-${position.toString().padStart(2, '0')}`;
}
