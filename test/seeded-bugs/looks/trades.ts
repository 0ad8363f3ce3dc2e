import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { lossFindings } from '../../fault/loss-findings.js';
import { aTwoPhaseMarket, type TwoPhaseMarket, twoPhaseLoad } from '../../fault/two-phase-market.js';
import { untilAllEnded } from '../../support/in-doubt.js';
import { ownStack } from '../../support/reachable-stack.js';
import type { Pair } from '../../support/world.js';
import { World } from '../../support/world.js';
import { commitLate } from './late-commit.js';
import { failureOf, settledFindings } from './settled-findings.js';

const loadMs = 2_500;
const endsWithinMs = 15_000;
const changesOfTerms = 4;
const tradesPerBody = 10;

/** Several changes of one account at a time, so that its events stand beside each other in the outbox. */
async function changeTerms(world: World, { rich }: TwoPhaseMarket): Promise<void> {
  for (let round = 1; round <= changesOfTerms; round += 1)
    await Promise.all(
      rich.flatMap(({ seller }) =>
        [0, 1].map((part) =>
          world.http('settlement', `/v1/accounts/${seller}/credit-limit`, {
            method: 'PUT',
            json: { creditLimitEur: String(round * 2 + part), why: 'a request' },
          }),
        ),
      ),
    );
}

/** The same request under the same key, three times; answers how many trades were taken the first time. */
async function submitAgain(world: World, { rich }: TwoPhaseMarket): Promise<number> {
  const trades = Array.from({ length: tradesPerBody }, () => world.aTrade(rich[0] as Pair, { energyWh: 4 }));
  const key = randomUUID();
  for (let times = 0; times < 3; times += 1) {
    const { status, text } = await world.post({ trades }, key);
    if (status !== 202) throw new Error(`a request that came again was answered ${status}: ${text}`);
  }
  return trades.length;
}

/** A short load of both paths, requests that come again and changes of accounts; then all that must hold. */
export async function tradesFindings(): Promise<readonly string[]> {
  const { stack, reachable } = await ownStack();
  try {
    const world = new World(reachable);
    const market = await aTwoPhaseMarket(world);
    const load = twoPhaseLoad(world, market);
    const terms = failureOf(changeTerms(world, market));
    const late = failureOf(commitLate(world, loadMs));
    await pause(loadMs);
    const taken = (await load.stop()).length;
    const findings = [...(await terms), ...(await late)];
    let again = 0;
    findings.push(...(await failureOf(submitAgain(world, market).then((trades) => (again = trades)))));
    findings.push(...(await failureOf(untilAllEnded(world, endsWithinMs))));
    const trades = taken + again;
    findings.push(...(await lossFindings(stack.databaseUrls.trading, { bodies: trades / tradesPerBody, trades })));
    return [...findings, ...(await settledFindings(reachable))];
  } finally {
    await stack.stop({ remove: true });
  }
}
