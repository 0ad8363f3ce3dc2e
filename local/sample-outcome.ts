import type { ProblemDetails } from './http-exchange.js';
import type { SettlementPath } from './sample/settlement-path.js';
import type { TradeSummary } from './trade-summary.js';

/** What the ledger says of itself: `GET /v1/ledger/check` of settlement. */
export interface LedgerCheck {
  readonly holds: boolean;
  readonly accounts: number;
  readonly transfers: number;
  readonly findings: readonly unknown[];
}

/** How a sample day went. */
export interface SampleOutcome {
  readonly day: string;
  readonly settlement: SettlementPath;
  readonly quarterHours: number;
  readonly submitted: number;
  /** Trades that trading did not even take; none, when all is well. */
  readonly notTaken: readonly ProblemDetails[];
  readonly summary: TradeSummary;
  /** Trades that this run brought to their end; fewer than submitted when an earlier run was before it. */
  readonly endedNow: number;
  /** From the first submission to the last end. */
  readonly tookMs: number;
  /** From the start of this process to the first trade it saw cleared; undefined when none was cleared anew. */
  readonly firstClearedMs: number | undefined;
  readonly ledger: LedgerCheck;
}

/** Did every trade that was submitted come to its end? */
export const everyTradeEnded = ({ summary, submitted, notTaken }: SampleOutcome): boolean =>
  notTaken.length === 0 &&
  summary.pending + summary.confirmed + summary.stuck === 0 &&
  summary.cleared + summary.rejected >= submitted;

/** With one decimal; zero when nothing was left to do. */
export const sagasPerSecond = ({ endedNow, tookMs }: SampleOutcome): number =>
  endedNow === 0 || tookMs <= 0 ? 0 : Math.round((endedNow * 10_000) / tookMs) / 10;

export type Verdict = 'hold' | 'broken' | 'unknown';

/** The last line of `npm start -- --once`. */
export const sampleJson = (outcome: SampleOutcome, invariants: Verdict): string =>
  JSON.stringify({
    day: outcome.day,
    settlement: outcome.settlement,
    quarterHours: outcome.quarterHours,
    submitted: outcome.submitted,
    cleared: outcome.summary.cleared,
    rejected: outcome.summary.rejectedBecause,
    energyWh: outcome.summary.energyWh,
    turnoverEur: outcome.summary.turnoverEur,
    netEur: outcome.summary.netEur,
    sagasPerSecond: sagasPerSecond(outcome),
    firstClearedMs: outcome.firstClearedMs === undefined ? null : Math.round(outcome.firstClearedMs),
    invariants,
  });
