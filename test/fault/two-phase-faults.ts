import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkInvariants } from '../../local/check-invariants.js';
import { checkout } from '../../local/checkout.js';
import { ownStack } from '../support/reachable-stack.js';
import { World } from '../support/world.js';
import { type ArmedRound, twoPhaseRounds } from './two-phase-crash-places.js';
import { type CrashedRound, crashRound, faultsOf } from './two-phase-crashing.js';
import { aTwoPhaseMarket } from './two-phase-market.js';

const usage = `npm run two-phase-faults -- [--times N]

Kills every place of the two-phase path in every process that passes it, N times (10 by default), under load, and starts
the process again. Ends with 0 if every process died and came back, everything ended, nothing was in doubt for long, and
the invariants hold.
`;

const seconds = (durationMs: number): string => `${(durationMs / 1_000).toFixed(1)} s`;

function tell(time: number, armed: ArmedRound, round: CrashedRound, faults: readonly string[]): void {
  const { prepared, inDoubtMs, acceptedMs, submitted } = round;
  const places = Object.values(armed).join(', ');
  process.stdout.write(
    `${String(time).padStart(3)}  ${faults.length === 0 ? 'ended ' : 'BROKEN'}  ${String(submitted).padStart(5)} trades, ` +
      `${String(prepared).padStart(2)} prepared, in doubt ${seconds(inDoubtMs)}, new trade after ${seconds(acceptedMs)}: ${places}\n`,
  );
}

async function run(times: number): Promise<number> {
  const folder = join(checkout, '.gridsaga', `two-phase-faults-${process.pid}`);
  const { stack, reachable } = await ownStack({ folder });
  const findings: string[] = [];
  const rounds: CrashedRound[] = [];
  try {
    const world = new World(reachable);
    const market = await aTwoPhaseMarket(world);
    for (let time = 1; time <= times && findings.length === 0; time += 1) {
      for (const armed of twoPhaseRounds) {
        const round = await crashRound(stack, world, market, armed);
        const faults = faultsOf(round);
        rounds.push(round);
        findings.push(...faults);
        tell(time, armed, round, faults);
      }
    }
    const invariants = await checkInvariants(stack);
    findings.push(...invariants.findings);
    for (const finding of findings) process.stderr.write(`${finding}\n`);
    const longest = (of: (round: CrashedRound) => number): number => Math.round(Math.max(...rounds.map(of)));
    const summary = {
      ...{ times, rounds: rounds.length, deaths: rounds.reduce((sum, { died }) => sum + died.length, 0) },
      submitted: rounds.reduce((sum, { submitted }) => sum + submitted, 0),
      longestInDoubtMs: longest(({ inDoubtMs }) => inDoubtMs),
      longestUntilAcceptedMs: longest(({ acceptedMs }) => acceptedMs),
      ...{ verdict: invariants.verdict, findings: findings.length },
    };
    process.stdout.write(`${JSON.stringify(summary)}\n`);
    return invariants.verdict === 'hold' && findings.length === 0 ? 0 : 1;
  } finally {
    await stack.stop({ remove: true });
  }
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { times: { type: 'string' } } });
  const times = Number(values.times ?? 10);
  if (!Number.isSafeInteger(times) || times < 1) throw new Error(usage);
  return run(times);
}

process.exitCode = await main().catch((failure: unknown) => {
  process.stderr.write(`${failure instanceof Error ? failure.message : String(failure)}\n`);
  return 1;
});
