import { setTimeout as pause } from 'node:timers/promises';
import { checkInvariants } from '../../local/check-invariants.js';
import { seededRandom } from '../../local/sample/seeded-random.js';
import type { Verdict } from '../../local/sample-outcome.js';
import { serviceNames } from '../../local/services.js';
import { type Stack, startStack } from '../../local/stack.js';
import { type TradeSummary, tradeSummary } from '../../local/trade-summary.js';
import { waitUntil } from '../../local/wait-until.js';
import { asked } from '../support/ask-database.js';
import { endingMoments } from '../support/ended-sagas.js';
import { wallMs } from '../support/load.js';
import { LoadProcess, registerLoad, tradesPerBody } from '../support/load-process.js';
import { OpenSagas } from '../support/open-sagas.js';
import { untilQuiet } from '../support/quiet.js';
import { longestSilence } from './silence.js';
import { lossFindings } from './loss-findings.js';
import { killable, type Victim, victims } from './victim.js';

/** With fewer sagas in flight a kill says nothing. */
export const leastInFlight = 200;
const keptOpen = 1_000;
const drainMs = 120_000;
/** An outage longer than a saga's budget of 20 s rejects what is in flight; then it has ended, too. */
const recoverMs = 60_000;
const warmUpMs = 3_000;

export interface KillsOptions {
  readonly times: number;
  readonly seed: number;
  /** The stack's state; removed at the end. */
  readonly folder: string;
  readonly onKill?: (kill: Kill, index: number) => void;
}

/** One kill, as far as it is known at once. */
export interface Kill {
  readonly victim: Victim;
  /** Wall clock, milliseconds. */
  readonly atMs: number;
  readonly inFlight: readonly string[];
  /** From the kill until the victim was ready again. */
  readonly restartMs: number;
  /** When half of what was in flight had ended: from then on the next kill may come. */
  readonly untilMs: number;
}

export interface JudgedKill extends Omit<Kill, 'inFlight'> {
  readonly inFlight: number;
  /** How many of those in flight have ended. */
  readonly ended: number;
  /** From the kill to the end of the longest silence after it, in which no saga ended. */
  readonly recoveredMs: number;
  readonly outcome: 'ended' | 'not ended' | 'unknown';
}

export interface KillsReport {
  readonly kills: readonly JudgedKill[];
  readonly submitted: number;
  readonly summary: TradeSummary;
  /** How often which answer made the load send a body again. */
  readonly repeated: Readonly<Record<string, number>>;
  readonly verdict: Verdict;
  readonly findings: readonly string[];
}

/** Nobody else may die of a kill: a service waits for its database and its broker. */
function bystandersThatDied(stack: Stack): string[] {
  return serviceNames.filter((name) => !stack[name].running()).map((name) => `${name} ended although nobody killed it`);
}

async function killOnce(stack: Stack, sagas: OpenSagas, victim: Victim): Promise<Kill> {
  const patience = {
    everyMs: 50,
    withinMs: recoverMs,
    otherwise: () => 'The load does not bring enough sagas into flight.',
  };
  await waitUntil(async () => (((await sagas.count()) ?? 0) >= leastInFlight ? true : undefined), patience);
  const inFlight = await waitUntil(() => sagas.ids(), patience);
  const atMs = wallMs();
  const part = killable(stack, victim);
  await part.kill();
  await part.restart();
  const restartMs = wallMs() - atMs;
  const halfEnded = async (): Promise<true | undefined> => {
    const open = await sagas.ids();
    if (!open) return undefined;
    const still = new Set(open);
    return inFlight.filter((id) => still.has(id)).length <= inFlight.length / 2 ? true : undefined;
  };
  const otherwise = (): string => `Sagas do not end any more since ${victim} was killed.`;
  await waitUntil(halfEnded, { everyMs: 100, withinMs: recoverMs, otherwise });
  return { victim, atMs, inFlight, restartMs, untilMs: wallMs() };
}

async function judge({ databaseUrls }: Stack, kills: readonly Kill[]): Promise<JudgedKill[]> {
  return asked(databaseUrls.trading, async (client) => {
    const moments = await endingMoments(client, kills[0]?.atMs ?? 0);
    const judged: JudgedKill[] = [];
    for (const { inFlight, ...kill } of kills) {
      const text = 'SELECT count(*)::int AS ended FROM saga WHERE NOT open AND id = ANY ($1::uuid[])';
      const ended = (await client.query<{ ended: number }>(text, [inFlight])).rows[0]?.ended ?? 0;
      const outcome = inFlight.length < leastInFlight ? 'unknown' : ended === inFlight.length ? 'ended' : 'not ended';
      const recoveredMs = longestSilence(moments, kill.atMs, kill.untilMs).untilMs - kill.atMs;
      judged.push({ ...kill, inFlight: inFlight.length, ended, recoveredMs, outcome });
    }
    return judged;
  });
}

interface Killed {
  readonly kills: readonly Kill[];
  readonly findings: readonly string[];
}

async function killUnderLoad(stack: Stack, { times, seed, onKill = () => undefined }: KillsOptions): Promise<Killed> {
  const draw = seededRandom(seed, 'kills');
  const sagas = new OpenSagas(stack.databaseUrls.trading);
  const kills: Kill[] = [];
  const findings: string[] = [];
  try {
    for (let index = 0; index < times && findings.length === 0; index += 1) {
      await pause(draw(200, 2_500));
      const kill = await killOnce(stack, sagas, victims[index % victims.length] as Victim);
      kills.push(kill);
      onKill(kill, index);
      findings.push(...bystandersThatDied(stack));
    }
  } catch (failure) {
    findings.push((failure as Error).message, ...bystandersThatDied(stack));
  } finally {
    await sagas.close();
  }
  return { kills, findings };
}

/** What the invariants say counts only where everything was killed under enough load and has ended. */
function verdictOf(invariants: Verdict, kills: readonly JudgedKill[], findings: readonly string[]): Verdict {
  if (invariants === 'broken' || findings.length > 0 || kills.some(({ outcome }) => outcome === 'not ended'))
    return 'broken';
  return kills.some(({ outcome }) => outcome === 'unknown') ? 'unknown' : invariants;
}

async function run(stack: Stack, load: LoadProcess, options: KillsOptions): Promise<KillsReport> {
  load.keepOpen('kills', keptOpen);
  await pause(warmUpMs);
  const { kills, findings } = await killUnderLoad(stack, options);
  const { taken, repeated } = await load.rest();
  const drained = await untilQuiet(stack, drainMs).then(
    () => [],
    (failure: Error) => [failure.message],
  );
  const submitted = taken.length * tradesPerBody;
  const losses = await lossFindings(stack.databaseUrls.trading, { bodies: taken.length, trades: submitted });
  const judged = await judge(stack, kills);
  const invariants = await checkInvariants(stack);
  const found = [...findings, ...drained, ...losses];
  return {
    kills: judged,
    submitted,
    summary: await tradeSummary(stack.urls.trading, stack.keys.operator),
    repeated,
    verdict: verdictOf(invariants.verdict, judged, found),
    findings: [...found, ...invariants.findings],
  };
}

/**
 * Kills trading, metering, settlement, PostgreSQL and Kafka in turn with SIGKILL, at seeded moments under load, and
 * starts each again. At the end the load stops, everything drains, and it is looked at what was lost or doubled.
 */
export async function runKills(options: KillsOptions): Promise<KillsReport> {
  const stack = await startStack({
    folder: options.folder,
    portBase: 'free',
    short: true,
    // A killed member's partitions move on after this long.
    env: { SESSION_TIMEOUT_MS: '3000', HEARTBEAT_INTERVAL_MS: '800' },
  });
  let load: LoadProcess | undefined;
  try {
    await registerLoad(stack);
    load = await LoadProcess.start(stack, options.seed);
    return await run(stack, load, options);
  } finally {
    load?.stop();
    await stack.stop({ remove: true });
  }
}
