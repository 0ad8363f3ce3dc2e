import { saidPath } from './sample/settlement-path.js';
import { everyTradeEnded, type SampleOutcome, sagasPerSecond, type Verdict } from './sample-outcome.js';

const count = (number: number): string => number.toLocaleString('en-US');
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

/** `-49999` is `-499.99`: cut as text, so that no cent is lost. */
function centsAsEur(cents: number): string {
  const digits = String(Math.abs(cents)).padStart(3, '0');
  return `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

const kilowattHours = (energyWh: number): string =>
  `${count(Math.trunc(energyWh / 1_000))}.${String(energyWh % 1_000).padStart(3, '0')} kWh`;

function prices({
  summary: { lowestPriceCentsPerMWh: lowest, highestPriceCentsPerMWh: highest },
}: SampleOutcome): string {
  return lowest === null || highest === null ? 'none' : `${centsAsEur(lowest)} to ${centsAsEur(highest)} EUR/MWh`;
}

function pace(outcome: SampleOutcome): string {
  if (outcome.endedNow === 0) return 'nothing was left to do';
  const first =
    outcome.firstClearedMs === undefined
      ? ''
      : `, the first cleared ${seconds(outcome.firstClearedMs)} after the start`;
  return `${seconds(outcome.tookMs)}, ${sagasPerSecond(outcome)} ${outcome.settlement === 'saga' ? 'sagas' : 'trades'} per second${first}`;
}

/** How a sample day went, for a person. */
export function sampleTable(outcome: SampleOutcome, invariants: Verdict): string {
  const { summary, ledger } = outcome;
  const reasons = Object.entries(summary.rejectedBecause).sort(([, a], [, b]) => b - a);
  const path = saidPath[outcome.settlement];
  const rows: [string, string][] = [
    ['submitted', `${count(outcome.submitted)} trades over ${outcome.quarterHours} quarter hours`],
    ...(path === undefined ? [] : [['settled by', path] as [string, string]]),
    ['cleared', count(summary.cleared)],
    ['rejected', count(summary.rejected)],
    ...reasons.map(([reason, times]): [string, string] => [`  ${reason}`, `  ${count(times)}`]),
  ];
  if (!everyTradeEnded(outcome)) {
    rows.push(
      ['pending', count(summary.pending)],
      ['confirmed', count(summary.confirmed)],
      ['stuck', count(summary.stuck)],
    );
  }
  if (outcome.notTaken.length > 0) {
    rows.push(['not taken', `${count(outcome.notTaken.length)}: ${outcome.notTaken[0]?.detail ?? 'without a reason'}`]);
  }
  rows.push(
    ['energy', kilowattHours(summary.energyWh)],
    ['turnover', `${summary.turnoverEur} EUR`],
    ['net', `${summary.netEur} EUR`],
    ['prices', prices(outcome)],
    ['time', pace(outcome)],
    [
      'ledger',
      ledger.holds
        ? `balanced: ${count(ledger.accounts)} accounts, ${count(ledger.transfers)} transfers`
        : 'NOT BALANCED',
    ],
    ['invariants', invariants],
  );
  const width = Math.max(...rows.map(([label]) => label.length)) + 3;
  return [`Sample market of ${outcome.day}`, ...rows.map(([label, value]) => `  ${label.padEnd(width)}${value}`)].join(
    '\n',
  );
}
