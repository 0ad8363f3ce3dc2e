import { topics } from '#libs/contracts';
import type { ArmedRound } from '../../fault/two-phase-crash-places.js';
import { crashRound } from '../../fault/two-phase-crashing.js';
import { aTwoPhaseMarket } from '../../fault/two-phase-market.js';
import { ownStack } from '../../support/reachable-stack.js';
import { World } from '../../support/world.js';
import { failureOf, settledFindings } from './settled-findings.js';

/** Where services die, those of a round under the same load. */
const rounds: readonly ArmedRound[] = [
  {
    trading: 'before-commit@POST /v1/trades',
    settlement: 'before-prepare@settlement',
    metering: 'after-vote@metering',
  },
  { trading: `before-send@${topics.trades.name}` },
];

/** Deaths under load at places where a wrong order of two writes shows; then all that must hold. */
export async function deathsFindings(): Promise<readonly string[]> {
  const { stack, reachable } = await ownStack();
  try {
    const world = new World(reachable);
    const market = await aTwoPhaseMarket(world);
    const findings: string[] = [];
    // How long it takes is for the fault runs to say; here it counts what is left.
    for (const armed of rounds) findings.push(...(await failureOf(crashRound(stack, world, market, armed))));
    return [...findings, ...(await settledFindings(reachable))];
  } finally {
    await stack.stop({ remove: true });
  }
}
