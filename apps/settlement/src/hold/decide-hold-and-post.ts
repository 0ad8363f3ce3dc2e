import { accepted, refused } from '#libs/decision';
import type { Instant } from '#libs/market';
import type { MilliCentsPerMWh } from '#libs/units';
import type { Accounts } from '../account/account.js';
import { decideHold, type HoldFunds } from './decide-hold.js';
import { decidePost } from './decide-post.js';
import type { Hold } from './hold.js';
import type { HoldAndPostRefusal } from './hold-refusal.js';
import { type Ruling, unchanged } from './ruling.js';

/**
 * Holds and posts at one instant, by the rules of each: what is left is a hold that is posted, as if the two had been
 * asked for one after the other. A refusal keeps nothing, since whoever asks takes back what others have done as well.
 *
 * @param known a row that is there already, which refuses: money is moved once
 */
export function decideHoldAndPost(
  ask: HoldFunds,
  known: Hold | undefined,
  accounts: Accounts,
  rate: MilliCentsPerMWh,
  now: Instant,
): Ruling<'posted', HoldAndPostRefusal> {
  const held = decideHold(ask, known, accounts, rate, now);
  if (held.decision.answer === 'already') return unchanged(refused('already decided', { state: known?.state ?? '' }));
  if (held.decision.answer !== 'accepted') return unchanged(held.decision);
  const after = new Map((held.changes.accounts ?? []).map((account) => [account.id, account]));
  const reserved: Accounts = { get: (id) => after.get(id) ?? accounts.get(id) };
  const posted = decidePost(ask, held.changes.hold, reserved, now);
  if (posted.decision.answer !== 'accepted')
    throw new Error(`what was just held for ${ask.id} cannot be posted: ${posted.decision.answer}`);
  return { decision: accepted('posted'), changes: posted.changes };
}
