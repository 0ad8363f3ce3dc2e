import type { Verdict } from '../../local/sample-outcome.js';
import { type FaultsReport, struckFaults } from './faults-report.js';

/** Of all calls whose outcome is known, so many must have been taken. */
const leastOkIn100 = 50;

/** A run in which too little happened proves nothing, whatever its invariants say; what is broken is broken. */
export function faultsVerdict({
  checked,
  findings,
  rounds,
  calls,
  interrupted,
}: Pick<FaultsReport, 'findings' | 'rounds' | 'calls'> & {
  /** What the last look at the databases and the log said. */
  readonly checked: Verdict;
  readonly interrupted: boolean;
}): Verdict {
  if (checked === 'broken' || findings.length > 0) return 'broken';
  const known = calls.ok + calls.failed;
  if (interrupted || struckFaults(rounds) === 0 || calls.ok * 100 < known * leastOkIn100 || calls.ok === 0)
    return 'unknown';
  return checked;
}
