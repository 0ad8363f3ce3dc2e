import { auditedInvariants } from './audited.js';
import { branchInvariants, untouched } from './branches.js';
import { counterTradeInvariants } from './counter-trades.js';
import { energyInvariants } from './energy.js';
import { EventStory } from './event-story.js';
import { finalInvariants } from './finals.js';
import { mostFindings, shown } from './finding.js';
import { internalEffectInvariants } from './internal-effects.js';
import type { Invariant, World } from './invariant.js';
import type { LogSource } from './log.js';
import { messageInvariants } from './messages.js';
import { moneyInvariants } from './money.js';
import { nothingIsParked } from './parked.js';
import { overdueInvariants } from './overdue.js';
import { ParcelStory } from './parcel-story.js';
import { proposalInvariants } from './proposals.js';
import { readLog } from './read-log.js';
import { registeredInvariants } from './registered.js';
import { sagaInvariants } from './sagas.js';
import { openSnapshots } from './snapshot.js';
import { toldInvariants } from './told.js';
import { toldEffectInvariants } from './told-effects.js';
import { twoPhaseInvariants } from './two-phase.js';

export interface Verdict {
  /** `unknown` where something could not be looked at, or too little happened to say anything, or it goes on. */
  readonly verdict: 'hold' | 'broken' | 'unknown';
  /** One sentence each, beginning with the invariant's name. */
  readonly findings: readonly string[];
}

/** Three PostgreSQL URLs, and Kafka's brokers as `host:port,host:port`. */
export interface Places {
  readonly tradingUrl: string;
  readonly meteringUrl: string;
  readonly settlementUrl: string;
  readonly brokers: string;
}

export interface Expectations {
  /** Parked messages are no finding: this run planted poison. */
  readonly allowParked?: boolean | undefined;
  /** With fewer cleared trades the run proves nothing: 1 unless said. 0 says that nothing was expected. */
  readonly leastCleared?: number | undefined;
  /** Names of prepared transactions that the run has left in the name of another system: they are to stand. */
  readonly untouched?: readonly string[] | undefined;
}

export const invariants: readonly Invariant[] = [
  ...moneyInvariants,
  ...energyInvariants,
  ...sagaInvariants,
  ...overdueInvariants,
  ...finalInvariants,
  ...proposalInvariants,
  ...counterTradeInvariants,
  ...twoPhaseInvariants,
  ...branchInvariants,
  ...messageInvariants,
  nothingIsParked,
  ...internalEffectInvariants,
  ...toldInvariants,
  ...toldEffectInvariants,
  ...registeredInvariants,
  ...auditedInvariants,
];

const cleared = `SELECT count(*)::int8 AS cleared FROM saga WHERE phase = 'done'`;

/** What a run has to have done for its invariants to mean anything. */
export const enoughSucceeded = (least: number): Invariant => ({
  name: `at least ${least} ${least === 1 ? 'trade has' : 'trades have'} cleared`,
  means: 'not drained',
  otherwise: 'Too little has happened to say anything; --least-cleared 0 where nothing was expected.',
  looksAt: `In trading:\n${cleared}`,
  async look({ after }) {
    const [row = {}] = await after.trading.rows(cleared);
    return Number(row['cleared']) < least ? [shown(`too little succeeded to say anything`, row)] : [];
  },
});

/** Looks at everything, in the order that a live system needs; writes nothing and takes no locks. Never throws. */
export async function checkInvariants(places: Places, expectations: Expectations = {}): Promise<Verdict> {
  return checkWith((taker) => readLog(places.brokers, taker), places, expectations);
}

/** The same with a log from elsewhere, and of some invariants only. */
export async function checkWith(
  source: LogSource,
  { tradingUrl, meteringUrl, settlementUrl }: Omit<Places, 'brokers'>,
  { allowParked = false, leastCleared = 1, untouched: names = [] }: Expectations = {},
  among: readonly Invariant[] = invariants,
): Promise<Verdict> {
  const urls = { trading: tradingUrl, metering: meteringUrl, settlement: settlementUrl };
  const open: { close(): Promise<void> }[] = [];
  try {
    const before = await openSnapshots(urls);
    open.push(...Object.values(before));
    const [events, parcels] = [new EventStory(), new ParcelStory()];
    await source({
      cut: (topic, partition, sinceMs) => events.cut(topic, partition, sinceMs),
      event: (event) => events.event(event),
      parcel: (parcel) => parcels.parcel(parcel),
    });
    const after = await openSnapshots(urls, ['metering', 'settlement', 'trading']);
    open.push(...Object.values(after));
    return await judge({ before, events, parcels, after }, [
      ...among.filter((invariant) => !(allowParked && invariant === nothingIsParked)),
      ...(leastCleared > 0 ? [enoughSucceeded(leastCleared)] : []),
      ...(names.length > 0 ? [untouched(names)] : []),
    ]);
  } catch (failure) {
    return { verdict: 'unknown', findings: [`the system could not be looked at: ${messageOf(failure)}`] };
  } finally {
    await Promise.allSettled(open.map((one) => one.close()));
  }
}

async function judge(world: World, looked: readonly Invariant[]): Promise<Verdict> {
  const findings: string[] = [];
  let verdict: Verdict['verdict'] = 'hold';
  for (const invariant of looked) {
    try {
      const found = await invariant.look(world);
      if (found.length === 0) continue;
      if (invariant.means === 'broken') verdict = 'broken';
      else if (verdict === 'hold') verdict = 'unknown';
      const shown = found.slice(0, mostFindings).map((finding) => `${invariant.name}: ${finding}`);
      findings.push(...shown, ...(found.length >= mostFindings ? [`${invariant.name}: there may be more`] : []));
    } catch (failure) {
      if (verdict === 'hold') verdict = 'unknown';
      findings.push(`${invariant.name}: could not be looked at: ${messageOf(failure)}`);
    }
  }
  return { verdict, findings };
}

const messageOf = (failure: unknown): string =>
  failure instanceof AggregateError
    ? failure.errors.map(messageOf).join('; ')
    : failure instanceof Error
      ? failure.message
      : String(failure);
