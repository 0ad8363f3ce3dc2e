import type { Verdict } from '../../local/sample-outcome.js';
import type { FaultTarget } from './kinds/fault-kind.js';

/** What became of one planned fault. */
export interface FaultReport {
  readonly kind: string;
  readonly target: FaultTarget;
  /** What exactly was done; undefined where its target was not there to be harmed, or harming it failed. */
  readonly what: string | undefined;
  /** How often it struck while it stood. */
  readonly struck: number;
}

export interface RoundReport {
  /** From 1. */
  readonly round: number;
  readonly faults: readonly FaultReport[];
  /** From the first harm to the end of the last heal. */
  readonly harmedMs: number;
  /** From the last heal to the answer of the first submission that was sent after it and taken. */
  readonly acceptedMs: number;
  /** How many sagas were open at the last heal. */
  readonly inFlight: number;
  /** From the last heal until all of those had ended. */
  readonly endedMs: number;
}

export interface CallCounts {
  /** By how the client knows them: taken, refused, or neither is known. */
  readonly ok: number;
  readonly failed: number;
  readonly unknown: number;
  /** How many were sent again under their key. */
  readonly repeated: number;
  readonly reads: number;
}

export interface FaultsReport {
  readonly seed: number;
  readonly verdict: Verdict;
  readonly findings: readonly string[];
  readonly rounds: readonly RoundReport[];
  readonly calls: CallCounts;
  /** Trades that were taken, and how they ended. */
  readonly cleared: number;
  readonly rejected: number;
  /** Kinds that this machine has no means for, with what it lacks. */
  readonly notRun: Readonly<Record<string, string>>;
  readonly seconds: number;
}

const columns = ['kind', 'injected', 'struck', 'times', 'accepted after', 'ended after'] as const;
const seconds = (durationMs: number): string => `${(durationMs / 1_000).toFixed(1)} s`;

interface KindSummary {
  readonly injected: number;
  /** Faults that struck at least once. */
  readonly struck: number;
  /** How often they struck together. */
  readonly times: number;
  /** The longest of the rounds it was in. */
  readonly acceptedMs: number;
  readonly endedMs: number;
}

/** What each kind did, over all rounds, by its name. */
export function byKind(rounds: readonly RoundReport[]): ReadonlyMap<string, KindSummary> {
  const kinds = new Map<string, KindSummary>();
  for (const { faults, acceptedMs, endedMs } of rounds)
    for (const { kind, what, struck } of faults) {
      const before = kinds.get(kind) ?? { injected: 0, struck: 0, times: 0, acceptedMs: 0, endedMs: 0 };
      kinds.set(kind, {
        injected: before.injected + (what === undefined ? 0 : 1),
        struck: before.struck + (struck > 0 ? 1 : 0),
        times: before.times + struck,
        acceptedMs: Math.max(before.acceptedMs, acceptedMs),
        endedMs: Math.max(before.endedMs, endedMs),
      });
    }
  return new Map([...kinds].toSorted(([one], [other]) => one.localeCompare(other)));
}

export const struckFaults = (rounds: readonly RoundReport[]): number =>
  rounds.flatMap(({ faults }) => faults).filter(({ struck }) => struck > 0).length;

/** The round after which it took longest; undefined where there was none. */
const slowest = (rounds: readonly RoundReport[], of: 'acceptedMs' | 'endedMs'): RoundReport | undefined =>
  rounds.toSorted((one, other) => other[of] - one[of])[0];

/** For people: a line per kind, what the client saw, and the longest recoveries. */
export function faultsTable({ rounds, calls, cleared, rejected, notRun, verdict }: FaultsReport): string {
  const rows = [...byKind(rounds)].map(([kind, of]) => {
    const { injected, struck, times, acceptedMs, endedMs } = of;
    return [kind, String(injected), String(struck), String(times), seconds(acceptedMs), seconds(endedMs)];
  });
  const widths = columns.map((title, at) => Math.max(...[[...columns], ...rows].map((row) => row[at]?.length ?? 0)));
  const line = (row: readonly string[]): string => row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ');
  const longest = (what: string, of: 'acceptedMs' | 'endedMs'): string[] => {
    const round = slowest(rounds, of);
    return round
      ? [`${what} ${seconds(round[of])} after the last heal, in round ${round.round}: ${toldFaults(round)}`]
      : [];
  };
  return [
    line(columns),
    ...rows.map(line),
    ...Object.entries(notRun).map(([kind, missing]) => `not run: ${kind}, ${missing}`),
    '',
    `calls: ${calls.ok} ok, ${calls.failed} failed, ${calls.unknown} unknown; ${calls.repeated} sent again; ${calls.reads} reads`,
    `trades: ${cleared} cleared, ${rejected} rejected`,
    ...longest('the latest first submission was taken', 'acceptedMs'),
    ...longest('the latest end of what was in flight came', 'endedMs'),
    `${struckFaults(rounds)} faults of ${[...byKind(rounds).values()].filter(({ struck }) => struck > 0).length} kinds in ${rounds.length} rounds: ${verdict}`,
    '',
  ].join('\n');
}

/** `freeze-a-service on trading 1, cut-kafka on metering to Kafka`. */
export const toldFaults = ({ faults }: Pick<RoundReport, 'faults'>): string =>
  faults.map(({ kind, target }) => `${kind} on ${target}`).join(', ');

/** The last line, for programs. */
export function faultsJson({ rounds, findings, ...rest }: FaultsReport): string {
  const kinds = Object.fromEntries([...byKind(rounds)].map(([kind, { struck }]) => [kind, struck]));
  return JSON.stringify({
    ...rest,
    rounds: rounds.length,
    faults: struckFaults(rounds),
    kinds,
    longestAcceptedMs: Math.round(slowest(rounds, 'acceptedMs')?.acceptedMs ?? 0),
    longestEndedMs: Math.round(slowest(rounds, 'endedMs')?.endedMs ?? 0),
    findings: findings.length,
  });
}
