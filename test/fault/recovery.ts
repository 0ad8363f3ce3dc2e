import { setTimeout as pause } from 'node:timers/promises';
import { wallMs } from '../support/load.js';
import type { RoundReport } from './faults-report.js';
import type { RoundGround } from './round-ground.js';

/** From the last heal: the first submission is taken, and what was in flight has ended, at the latest after these. */
export const acceptedWithinMs = 10_000;
export const endedWithinMs = 30_000;
/** So long it is looked on after a limit has passed: how late something is, or whether it comes at all, is told apart. */
const lookOnMs = 60_000;
const lookEveryMs = 100;

export interface Recovery {
  readonly measures: Pick<RoundReport, 'acceptedMs' | 'inFlight' | 'endedMs'>;
  readonly findings: readonly string[];
}

const seconds = (durationMs: number): string => `${(durationMs / 1_000).toFixed(1)} s`;

/** Looks on, under load, from the moment of the last heal until the stack is itself again. */
export async function recovery({ load, sagas, interrupted }: RoundGround): Promise<Recovery> {
  const healedMs = wallMs();
  load.watchAcceptance();
  const untilMs = healedMs + endedWithinMs + lookOnMs;
  let inFlight: readonly string[] | undefined;
  let left: readonly string[] = [];
  let endedMs: number | undefined;
  while (wallMs() < untilMs && !interrupted.aborted) {
    // Undefined while the database is away, which it is no longer: a first look may meet a connection that has ended.
    const open = await sagas.ids();
    inFlight ??= open;
    if (inFlight && open && endedMs === undefined) {
      const still = new Set(open);
      left = inFlight.filter((id) => still.has(id));
      if (left.length === 0) endedMs = wallMs() - healedMs;
    }
    if (endedMs !== undefined && load.acceptedMs !== undefined) break;
    await pause(lookEveryMs);
  }
  const { acceptedMs } = load;
  const lookedMs = wallMs() - healedMs;
  const findings: string[] = [];
  if (interrupted.aborted) return { measures: { acceptedMs: 0, inFlight: 0, endedMs: 0 }, findings };
  if (acceptedMs === undefined) findings.push(`no submission was taken within ${seconds(lookedMs)} of the last heal`);
  else if (acceptedMs > acceptedWithinMs)
    findings.push(`the first submission was taken ${seconds(acceptedMs)} after the last heal`);
  if (inFlight === undefined) findings.push(`trading's database was not reached for ${seconds(lookedMs)}`);
  else if (endedMs === undefined)
    findings.push(
      `${left.length} of ${inFlight.length} sagas have not ended ${seconds(lookedMs)} after the last heal: ${left.slice(0, 3).join(' ')}`,
    );
  else if (endedMs > endedWithinMs)
    findings.push(`the last of ${inFlight.length} sagas ended ${seconds(endedMs)} after the last heal`);
  const measures = {
    acceptedMs: acceptedMs ?? lookedMs,
    inFlight: inFlight?.length ?? 0,
    endedMs: endedMs ?? lookedMs,
  };
  return { measures, findings };
}
