import { type Instant, instant } from './instant.js';

/** How long before the start of delivery trading ends; by area pair and product. */
export interface Gate {
  readonly leadMinutes: number;
}

/** The gate's instant: start − lead. */
export function closesAt(start: Instant, leadMinutes: number): Instant {
  return instant(start - leadMinutes * 60_000);
}

/** Whether a deal agreed at that instant of the market clock is in time; at the gate's own instant it is late. */
export function gateIsOpen(agreedAt: Instant, start: Instant, leadMinutes: number): boolean {
  return agreedAt < closesAt(start, leadMinutes);
}

/** Whether a deal that was agreed in time may still be registered: before the start of delivery, by default. */
export function registrationIsOpen(now: Instant, start: Instant): boolean {
  return now < start;
}
