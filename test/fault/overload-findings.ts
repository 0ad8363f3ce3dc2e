import { asked } from '../support/ask-database.js';
import { tradesPerBody } from '../support/load-process.js';
import type { OfferedBody } from '../support/offered-load.js';

const mostLatencyMs = 10_000;
export const mostRecoveryMs = 10_000;
const mostSingleMs = 1_000;
/** A service that kept what it refuses would be far beyond it within seconds. */
const mostResidentBytes = 400_000_000;
/** Of three times the capacity two thirds cannot be taken; where less than this is refused it was no overload. */
const leastRefusedShare = 1 / 3;
/** With so many open, trades take longer than the first pauses between asks: a part of the work is asking again. */
const leastKeptShare = 1 / 4;

/** What an overload is judged by. */
export interface OverloadMeasures {
  /** Sagas that ended per second while as many were kept open as it takes. */
  readonly capacityPerSecond: number;
  readonly offeredPerSecond: number;
  /** Sagas that ended per second while that was offered. */
  readonly endedPerSecond: number;
  readonly offeredTrades: number;
  readonly takenTrades: number;
  readonly mostOpen: number;
  /** From the instant at which a taken trade should have been submitted to the end of its saga. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** From the instant at which a refused body should have been sent to its refusal. */
  readonly refusedP50Ms: number;
  readonly refusedP99Ms: number;
  /** The most that trading was seen with, in bytes. */
  readonly residentBytes: { readonly atCapacity: number; readonly overloaded: number };
  /** From the last answer until no saga was open. */
  readonly recoveredMs: number;
  /** From the submission of a single trade after that until it was cleared. */
  readonly singleMs: number;
}

/** What of an overload was not as it is to be; empty where all was. */
export function overloadFindings(
  {
    offeredTrades,
    takenTrades,
    mostOpen,
    p99Ms,
    residentBytes,
    recoveredMs,
    singleMs,
    endedPerSecond,
    capacityPerSecond,
  }: OverloadMeasures,
  mostOpenSagas: number,
): string[] {
  const mostAllowed = mostOpenSagas + tradesPerBody - 1;
  const megabytes = Math.round(residentBytes.overloaded / 1e6);
  return [
    ...(takenTrades <= offeredTrades * (1 - leastRefusedShare)
      ? []
      : [`${takenTrades} of ${offeredTrades} trades were taken: that is no overload`]),
    ...(mostOpen <= mostAllowed ? [] : [`${mostOpen} sagas were open at once, and ${mostAllowed} are allowed`]),
    ...(p99Ms <= mostLatencyMs ? [] : [`one trade in a hundred took more than ${Math.round(p99Ms)} ms`]),
    ...(endedPerSecond >= capacityPerSecond * leastKeptShare
      ? []
      : [`${Math.round(endedPerSecond)} sagas ended per second, of ${Math.round(capacityPerSecond)} without overload`]),
    ...(residentBytes.overloaded <= mostResidentBytes ? [] : [`trading grew to ${megabytes} MB`]),
    ...(recoveredMs <= mostRecoveryMs
      ? []
      : [`sagas were open for ${Math.round(recoveredMs)} ms after the load had stopped`]),
    ...(singleMs <= mostSingleMs ? [] : [`a single trade took ${Math.round(singleMs)} ms after the load`]),
  ];
}

interface Kept {
  readonly trades: number;
  readonly ended: number;
  readonly refused: number;
}

const keptText = `
  SELECT (SELECT coalesce(sum(json_array_length(results)), 0) FROM submission WHERE key = ANY ($1::text[]))::int AS trades,
         (SELECT count(*) FROM saga WHERE NOT open AND id = ANY ($2::uuid[]))::int AS ended,
         (SELECT count(*) FROM submission WHERE key = ANY ($3::text[]))::int AS refused`;

/** Did every trade that an answer names end, and is there nothing of what was refused? */
export async function offeredFindings(tradingDatabaseUrl: string, bodies: readonly OfferedBody[]): Promise<string[]> {
  const taken = bodies.filter(({ answer }) => answer === 202);
  const refused = bodies.filter(({ answer }) => answer === 503);
  const named = new Set(taken.flatMap(({ tradeIds }) => tradeIds)).size;
  const keysOf = (some: readonly OfferedBody[]): string[] => some.map(({ key }) => key);
  const values = [keysOf(taken), taken.flatMap(({ tradeIds }) => tradeIds), keysOf(refused)];
  const { rows } = await asked(tradingDatabaseUrl, (client) => client.query<Kept>(keptText, values));
  const kept = rows[0] as Kept;
  const trades = taken.length * tradesPerBody;
  const others = bodies.filter(({ answer }) => answer !== 202 && answer !== 503);
  const unsaid = refused.filter(({ retryAfter }) => !/^([1-9]|[12]\d|30)$/.test(retryAfter ?? ''));
  return [
    ...(others.length === 0
      ? []
      : [`${others.length} bodies were answered otherwise, one of them ${others[0]?.answer}`]),
    ...(unsaid.length === 0 ? [] : [`${unsaid.length} refusals do not say when to come back`]),
    ...(named === trades ? [] : [`the answers name ${named} trades, and ${trades} were taken`]),
    ...(kept.trades === trades ? [] : [`trading keeps ${kept.trades} trades of the ${trades} that it has taken`]),
    ...(kept.ended === named ? [] : [`${kept.ended} of ${named} trades that were taken have ended`]),
    ...(kept.refused === 0 ? [] : [`${kept.refused} bodies that were refused are there`]),
  ];
}
