import { setTimeout as pause } from 'node:timers/promises';
import type { Verdict } from '../../local/sample-outcome.js';
import type { Stack } from '../../local/stack.js';
import { checkInvariants } from '../invariant/check.js';
import { asked } from '../support/ask-database.js';
import { wallMs } from '../support/load.js';
import { untilQuiet } from '../support/quiet.js';
import type { RoundGround } from './round-ground.js';
import type { RoundReport } from './faults-report.js';
import { historyFindings } from './history-findings.js';

/** The venue that the client of a fault run is; nobody else submits in its name. */
export const clientName = 'fault-client';

export interface Checkpoint {
  readonly verdict: Verdict;
  readonly findings: readonly string[];
  readonly cleared: number;
  readonly rejected: number;
}

const drainMs = 120_000;
/** So long a check may still find that something goes on: the last trade's event is on its way, a group rejoins. */
const quietWithinMs = 30_000;
/** Of every round so many trades have to clear; it is offered hundreds. */
const leastClearedPerRound = 20;

async function untilKnown(look: () => ReturnType<typeof checkInvariants>): ReturnType<typeof checkInvariants> {
  const endsAtMs = wallMs() + quietWithinMs;
  let checked = await look();
  while (checked.verdict === 'unknown' && wallMs() < endsAtMs) {
    await pause(1_000);
    checked = await look();
  }
  return checked;
}

const ends = ({ databaseUrls }: Stack): Promise<{ readonly cleared: number; readonly rejected: number }> =>
  asked(databaseUrls.trading, async (client) => {
    const { rows } = await client.query<{ cleared: number; rejected: number }>(
      `SELECT count(*) FILTER (WHERE phase = 'done')::int AS cleared,
              count(*) FILTER (WHERE phase = 'undone')::int AS rejected FROM saga`,
    );
    return rows[0] ?? { cleared: 0, rejected: 0 };
  });

/**
 * Stops the load and lets everything drain; then holds what the client was told against the databases, and looks at the
 * invariants. What was judged is forgotten. The load is not started again.
 */
export async function checkpoint(
  { load, stack, say }: RoundGround,
  rounds: readonly RoundReport[],
): Promise<Checkpoint> {
  const latest = rounds.at(-1);
  const at = latest ? `checkpoint after round ${latest.round}: ` : '';
  await load.rest();
  const notDrained = await untilQuiet(stack, drainMs).then(
    () => [],
    (failure: Error) => [failure.message],
  );
  const calls = load.history.take();
  say(`${at}${calls.length} calls are held against the databases`);
  const client = [...load.history.findings];
  const history =
    notDrained.length > 0 ? [] : await historyFindings(stack.databaseUrls.trading, `venue:${clientName}`, calls);
  // Poison is parked, and is meant to be.
  const allowParked = rounds.some(({ faults }) => faults.some(({ target }) => target === 'topics'));
  const { trading: tradingUrl, metering: meteringUrl, settlement: settlementUrl } = stack.databaseUrls;
  const places = { tradingUrl, meteringUrl, settlementUrl, brokers: stack.brokers };
  const leastCleared = Math.max(1, rounds.length * leastClearedPerRound);
  const look = () => checkInvariants(places, { allowParked, leastCleared });
  const invariants = await (notDrained.length > 0 ? look() : untilKnown(look));
  say(`${at}the invariants: ${invariants.verdict}`);
  const findings = [...notDrained, ...client, ...history, ...invariants.findings].map((finding) => at + finding);
  const { cleared, rejected } = await ends(stack);
  return {
    ...{ findings, cleared, rejected },
    verdict:
      client.length + history.length > 0
        ? 'broken'
        : notDrained.length > 0 && invariants.verdict === 'hold'
          ? 'unknown'
          : invariants.verdict,
  };
}
