import type { Because } from '#libs/decision';
import { type Eic, formatInstant, type Instant } from '#libs/market';
import type { Trade, TradeTerms } from '../trade/trade.js';

/** From `proposed` it goes to one of the others, and stays there. */
export type ProposalState = 'proposed' | 'confirmed' | 'declined' | 'lapsed';

/** A trade that one of its sides has submitted: it binds nobody until the other side confirms the same terms. */
export interface Proposal extends TradeTerms {
  /** UUID; the trade's id, too, once it is confirmed. */
  readonly id: string;
  /** The seller or the buyer. */
  readonly proposedBy: Eic;
  /** By the market clock, like the other instants. */
  readonly proposedAt: Instant;
  /** When the gate closes: at that very instant it has lapsed. */
  readonly gateClosesAt: Instant;
  readonly registerBy: Instant;
  readonly state: ProposalState;
  /** Why it ended without a trade. */
  readonly because: Because | null;
  /** When it was confirmed or declined; for a lapsed one, when its gate closed. */
  readonly endedAt: Instant | null;
  /** Counts its changes. */
  readonly version: number;
}

/** The side whose confirmation it takes. */
export const counterpartyOf = ({ seller, buyer, proposedBy }: Proposal): Eic =>
  proposedBy === seller ? buyer : seller;

export const isSideOf = ({ seller, buyer }: Pick<Trade, 'seller' | 'buyer'>, party: string): boolean =>
  party === seller || party === buyer;

/** The step at which a proposal is rejected, as a saga's step would be named. */
export const confirmationStep = 'confirmation';

/** The same proposal, or, at its gate and after it, the lapsed one; an ended one stays as it is. */
export function lapsedAt(proposal: Proposal, now: Instant): Proposal {
  const { state, gateClosesAt, version } = proposal;
  if (state !== 'proposed' || now < gateClosesAt) return proposal;
  const because = { reason: 'not confirmed before the gate', closedAt: formatInstant(gateClosesAt) };
  return { ...proposal, state: 'lapsed', because, endedAt: gateClosesAt, version: version + 1 };
}
