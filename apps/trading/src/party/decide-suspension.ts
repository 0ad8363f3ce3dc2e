import { accepted, already, type Decision, refused } from '#libs/decision';
import type { Instant } from '#libs/market';
import type { Party } from './party.js';

/**
 * Suspends a party, or lets it trade again. The same words again change nothing; others replace them, and the suspension
 * goes on since when it began.
 *
 * @param why an operator's words; null: it may trade again
 * @param now by the wall clock
 */
export function decideSuspension(
  known: Party | undefined,
  why: string | null,
  now: Instant,
): Decision<Party, 'unknown party'> {
  if (!known) return refused('unknown party');
  if (why === (known.suspended?.why ?? null)) return already();
  const suspended = why === null ? null : { why, since: known.suspended?.since ?? now };
  return accepted({ ...known, suspended, sequence: known.sequence + 1 });
}
