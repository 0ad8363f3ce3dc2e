import {
  closesAt,
  type DurationMinutes,
  displayName,
  endOf,
  formatInstant,
  formatLocal,
  type Instant,
  instant,
  type TradingDay,
} from '#libs/market';
import type { Area } from '../area/area.js';

/** Quarter hour, half hour, hour. */
export type Product = 'QH' | 'HH' | 'PH';

const durations: Readonly<Record<Product, DurationMinutes>> = { QH: 15, HH: 30, PH: 60 };

/** What an area says of its periods. */
export type Calendar = Pick<Area, 'timeZone' | 'gateLeadMinutes' | 'lotWh'>;

/** A delivery period as a desk looks at it. Instants in UTC, and beside it as the area's clocks show them. */
export type ShownPeriod = {
  readonly name: string;
  readonly start: string;
  readonly startLocal: string;
  readonly end: string;
  readonly endLocal: string;
  readonly durationMinutes: DurationMinutes;
  /** Open until the gate; from the end of delivery on delivered. */
  readonly state: 'open' | 'closed' | 'delivered';
  /** A deal agreed at that instant is late. */
  readonly closesAt: string;
  readonly closesAtLocal: string;
  /** Seconds of the market clock until the gate; 0 where it is closed. */
  readonly closesInS: number;
  /** A deal that was agreed in time is registered before it. */
  readonly registerBy: string;
  readonly lotWh: number;
};

/** Every delivery period of a product that begins in a trading day: 92, 96 or 100 quarter hours. */
export function periodsOfDay(area: Calendar, day: TradingDay, product: Product, now: Instant): ShownPeriod[] {
  const durationMinutes = durations[product];
  const durationMs = durationMinutes * 60_000;
  // Periods are aligned in UTC; where local midnight is not, the first one begins after it.
  const first = Math.ceil(day.start / durationMs) * durationMs;
  const count = Math.ceil((day.end - first) / durationMs);
  return Array.from({ length: count }, (_, at): ShownPeriod => {
    const period = { start: instant(first + at * durationMs), durationMinutes };
    const [end, gate] = [endOf(period), closesAt(period.start, area.gateLeadMinutes)];
    return {
      name: displayName(period, area.timeZone),
      start: formatInstant(period.start),
      startLocal: formatLocal(period.start, area.timeZone),
      end: formatInstant(end),
      endLocal: formatLocal(end, area.timeZone),
      durationMinutes,
      state: now < gate ? 'open' : now < end ? 'closed' : 'delivered',
      closesAt: formatInstant(gate),
      closesAtLocal: formatLocal(gate, area.timeZone),
      closesInS: Math.max(0, Math.ceil((gate - now) / 1000)),
      registerBy: formatInstant(period.start),
      lotWh: area.lotWh,
    };
  });
}
