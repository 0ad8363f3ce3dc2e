import { parentPort, workerData } from 'node:worker_threads';
import type { SettlementPath } from '../../apps/trading/src/trade/trade.js';
import { type FoundViolation, lookForViolation } from './look-for-violation.js';

/** Which schedules a worker runs next. */
export interface Share {
  readonly from: number;
  readonly count: number;
}

export interface ShareDone extends Share {
  readonly found: FoundViolation | undefined;
}

export interface SharedSetting {
  readonly seed: number;
  readonly only: SettlementPath | undefined;
}

// Rows that are locked are met all the time, and nobody asks where.
Error.stackTraceLimit = 0;

const { seed, only } = workerData as SharedSetting;

parentPort?.on('message', ({ from, count }: Share) => {
  const found = lookForViolation(seed, from, count, only ? { only } : {});
  parentPort?.postMessage({ from, count, found } satisfies ShareDone);
});
