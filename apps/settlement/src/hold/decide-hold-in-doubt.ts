import { refused } from '#libs/decision';
import type { Instant } from '#libs/market';
import type { AccountId } from '../account/account.js';
import type { RowInDoubt } from './hold-refusal.js';
import type { Ruling } from './ruling.js';

/**
 * Refuses an ask to hold whose account has been in doubt for longer than its trade can wait, where no row has decided
 * it. The refusal is kept as any other: nobody knows yet what there is to be held.
 *
 * @param id of the trade
 * @param gid of the global transaction that has the account in doubt
 */
export function decideHoldInDoubt(id: string, party: AccountId, gid: string, now: Instant): Ruling<'held', RowInDoubt> {
  const refusal = refused('row in doubt' as const, { party, gid });
  return { decision: refusal, changes: { hold: { id, state: 'refused', because: refusal.because, since: now } } };
}
