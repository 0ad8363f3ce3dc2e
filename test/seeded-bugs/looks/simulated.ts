import { seededChooser } from '../../simulation/choices.js';
import { Schedule } from '../../simulation/schedule.js';

const schedules = 400;
const seed = 1;
const mostFindings = 3;

/** Schedules of trades on processes that crash, over a log that doubles and loses: what does not hold in some of them. */
export function simulatedFindings(): readonly string[] {
  const findings: string[] = [];
  for (let schedule = 0; schedule < schedules && findings.length < mostFindings; schedule += 1) {
    const violation = new Schedule(seededChooser(seed, schedule)).run();
    if (violation) findings.push(`${violation.rule}: ${violation.sentence.split('\n')[0]} (schedule ${schedule})`);
  }
  return findings;
}
