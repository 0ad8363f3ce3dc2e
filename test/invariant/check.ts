import { branchInvariants } from './branches.js';
import { counterTradeInvariants } from './counter-trades.js';
import { energyInvariants } from './energy.js';
import { eventStory } from './event-story.js';
import { type Invariant, mostFindings, type World } from './invariant.js';
import type { Log } from './log.js';
import { messageInvariants, nothingIsParked } from './messages.js';
import { moneyInvariants } from './money.js';
import { proposalInvariants } from './proposals.js';
import { readLog } from './read-log.js';
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
  /** With fewer cleared trades the run proves nothing. */
  readonly leastCleared?: number | undefined;
}

export const invariants: readonly Invariant[] = [
  ...moneyInvariants,
  ...energyInvariants,
  ...sagaInvariants,
  ...proposalInvariants,
  ...counterTradeInvariants,
  ...twoPhaseInvariants,
  ...branchInvariants,
  ...messageInvariants,
  nothingIsParked,
  ...toldInvariants,
  ...toldEffectInvariants,
];

const enoughSucceeded = (least: number): Invariant => ({
  name: `at least ${least} trades have cleared`,
  means: 'not drained',
  async look({ after }) {
    const [row] = await after.trading.rows(`SELECT count(*)::int8 AS cleared FROM saga WHERE phase = 'done'`);
    return Number(row?.['cleared']) < least ? [`too little succeeded: ${row?.['cleared']}`] : [];
  },
});

/** Looks at everything, in the order that a live system needs; writes nothing and takes no locks. Never throws. */
export async function checkInvariants(places: Places, expectations: Expectations = {}): Promise<Verdict> {
  return checkWith(() => readLog(places.brokers), places, expectations);
}

/** The same with a log from elsewhere. */
export async function checkWith(
  readLog: () => Promise<Log> | Log,
  { tradingUrl, meteringUrl, settlementUrl }: Omit<Places, 'brokers'>,
  { allowParked = false, leastCleared = 0 }: Expectations = {},
): Promise<Verdict> {
  const urls = { trading: tradingUrl, metering: meteringUrl, settlement: settlementUrl };
  const open: { close(): Promise<void> }[] = [];
  try {
    const before = await openSnapshots(urls);
    open.push(...Object.values(before));
    const log = await readLog();
    const after = await openSnapshots(urls, ['metering', 'settlement', 'trading']);
    open.push(...Object.values(after));
    const looked = invariants.filter((invariant) => !(allowParked && invariant === nothingIsParked));
    return await judge({ before, log, story: eventStory(log), after }, [
      ...looked,
      ...(leastCleared > 0 ? [enoughSucceeded(leastCleared)] : []),
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
