import { type Accepted, accepted, type Refused, refused } from '#libs/decision';
import { formatInstant, type Instant } from '#libs/market';

/** The instants that decide whether a deal is in time, all by the market clock. */
export interface Timing {
  readonly agreedAt: Instant;
  readonly gateClosesAt: Instant;
  readonly registerBy: Instant;
}

export type GateRefusal = 'gate closed' | 'registration deadline passed';

/** A deal binds when it was agreed before the gate closed; at the gate's own instant it is late. Registration follows. */
export function decideGate(timing: Timing, now: Instant): Accepted<Timing> | Refused<GateRefusal> {
  const { agreedAt, gateClosesAt, registerBy } = timing;
  if (agreedAt >= gateClosesAt)
    return refused('gate closed', { agreedAt: formatInstant(agreedAt), closedAt: formatInstant(gateClosesAt) });
  if (now >= registerBy)
    return refused('registration deadline passed', { now: formatInstant(now), deadline: formatInstant(registerBy) });
  return accepted(timing);
}
