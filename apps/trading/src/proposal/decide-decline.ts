import { type Accepted, type Already, accepted, already, type Refused, refused } from '#libs/decision';
import { formatInstant, type Instant } from '#libs/market';
import type { Proposal } from './proposal.js';

export type DeclineRefusal = 'already confirmed' | 'gate closed';

/**
 * Whether a side may end a proposal: the counterparty declines it, the proposer withdraws it. Once declined it stays so,
 * whoever says it again. The proposal has lapsed already where its gate has closed (`lapsedAt`).
 *
 * @param by one of the two sides
 * @param why in its words
 */
export function decideDecline(
  proposal: Proposal,
  by: string,
  why: string | undefined,
  now: Instant,
): Accepted<Proposal> | Already | Refused<DeclineRefusal> {
  const { state, endedAt, gateClosesAt, version } = proposal;
  switch (state) {
    case 'declined':
      return already();
    case 'confirmed':
      return refused('already confirmed', { agreedAt: formatInstant(endedAt ?? now) });
    case 'lapsed':
      return refused('gate closed', { closedAt: formatInstant(gateClosesAt), now: formatInstant(now) });
    case 'proposed':
      return accepted({
        ...proposal,
        state: 'declined',
        because: { reason: 'declined', by, ...(why !== undefined && { why }) },
        endedAt: now,
        version: version + 1,
      });
    default:
      return state satisfies never;
  }
}
