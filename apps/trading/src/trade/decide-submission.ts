import { mostWattHours } from '#libs/contracts';
import { type Accepted, accepted, type Refused, refused } from '#libs/decision';
import { closesAt, formatInstant, type Instant, legsFault } from '#libs/market';
import type { Area } from '../area/area.js';
import type { Party } from '../party/party.js';
import { energyOf, type Trade, type TradeTerms } from './trade.js';

export interface TradeToSubmit extends TradeTerms {
  readonly id: string;
  readonly caller: string;
}

/** What trading knows of those whom a submission names. */
export interface KnownToTrading {
  readonly area: Area | undefined;
  readonly seller: Party | undefined;
  readonly buyer: Party | undefined;
}

export type SubmissionRefusal =
  | 'buyer is seller'
  | 'unknown area'
  | 'unknown seller'
  | 'unknown buyer'
  | 'party suspended'
  | 'more than 100 legs'
  | 'no legs'
  | 'leg not aligned'
  | 'legs not adjacent'
  | 'too much energy'
  | 'off the lot'
  | 'period in the past';

/**
 * Whether a trade may be submitted at all; whether it can be paid and delivered its saga finds out. A refusal names the
 * field by JSON pointer (`at`).
 *
 * @param now by the market clock; the deal binds at this instant
 */
export function decideSubmission(
  ask: TradeToSubmit,
  known: KnownToTrading,
  now: Instant,
): Accepted<Trade> | Refused<SubmissionRefusal> {
  const { area } = known;
  if (ask.seller === ask.buyer) return refused('buyer is seller', { at: '/buyer', party: ask.buyer });
  if (!area) return refused('unknown area', { at: '/area', area: ask.area });
  if (!known.seller) return refused('unknown seller', { at: '/seller', party: ask.seller });
  if (!known.buyer) return refused('unknown buyer', { at: '/buyer', party: ask.buyer });
  const suspended = suspensionOf(known);
  if (suspended) return suspended;
  const fault = legsFault(ask.legs);
  if (fault) return refused(fault, { at: '/legs' });
  const askedWh = energyOf(ask);
  if (askedWh > mostWattHours) return refused('too much energy', { at: '/legs', askedWh, mostWh: mostWattHours });
  const odd = ask.legs.findIndex(({ energyWh }) => energyWh % area.lotWh !== 0);
  if (odd >= 0)
    return refused('off the lot', {
      at: `/legs/${odd}/energyWh`,
      askedWh: ask.legs[odd]?.energyWh ?? 0,
      lotWh: area.lotWh,
    });
  const start = ask.legs[0]?.start;
  if (start === undefined) return refused('no legs', { at: '/legs' });
  if (start <= now)
    return refused('period in the past', { at: '/legs/0/start', start: formatInstant(start), now: formatInstant(now) });
  return accepted({
    ...ask,
    agreedAt: now,
    gateClosesAt: closesAt(start, area.gateLeadMinutes),
    registerBy: start,
    counterOf: null,
  });
}

/** The refusal of whatever names a suspended party as one of its sides; undefined where neither is. */
export function suspensionOf({
  seller,
  buyer,
}: Pick<KnownToTrading, 'seller' | 'buyer'>): Refused<'party suspended'> | undefined {
  for (const [at, party] of [['/seller', seller] as const, ['/buyer', buyer] as const])
    if (party?.suspended) return refused('party suspended', { at, party: party.eic, why: party.suspended.why });
  return undefined;
}
