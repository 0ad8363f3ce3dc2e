import { faultsJson, type FaultsReport, faultsTable, type RoundReport, toldFaults } from './faults-report.js';

const seconds = (durationMs: number): string => `${(durationMs / 1_000).toFixed(1)} s`;

/** One line per round, as it ends. */
export function tellRound(round: RoundReport): void {
  const { acceptedMs, inFlight, endedMs, harmedMs, faults } = round;
  const without = faults.filter(({ struck }) => struck === 0).map(({ kind }) => kind);
  process.stderr.write(
    `round ${round.round}: ${toldFaults(round)}${without.length > 0 ? ` (${without.join(', ')} did not strike)` : ''}; ` +
      `harmed for ${seconds(harmedMs)}, taken again after ${seconds(acceptedMs)}, ${inFlight} in flight ended after ${seconds(endedMs)}\n`,
  );
}

/** The table, the findings, and JSON as the last line; answers the exit code. */
export function tellReport(report: FaultsReport): number {
  process.stdout.write(`\n${faultsTable(report)}`);
  for (const finding of report.findings) process.stderr.write(`${finding}\n`);
  process.stdout.write(`${faultsJson(report)}\n`);
  return { hold: 0, broken: 1, unknown: 2 }[report.verdict];
}
