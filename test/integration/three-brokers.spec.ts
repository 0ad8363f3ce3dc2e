import '../support/patience.js';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { topics } from '#libs/contracts';
import { checkInvariants } from '../../local/check-invariants.js';
import { kafkaClient } from '../../local/kafka-broker.js';
import { brokerPorts } from '../../local/ports.js';
import type { Stack } from '../../local/stack.js';
import { tradeSummary } from '../../local/trade-summary.js';
import { waitUntil } from '../../local/wait-until.js';
import { longestSilence } from '../fault/silence.js';
import { lossFindings } from '../fault/loss-findings.js';
import { asked } from '../support/ask-database.js';
import { endingMoments } from '../support/ended-sagas.js';
import { wallMs } from '../support/load.js';
import { LoadProcess, registerLoad, tradesPerBody } from '../support/load-process.js';
import { OpenSagas } from '../support/open-sagas.js';
import { untilQuiet } from '../support/quiet.js';
import { ownStack } from '../support/reachable-stack.js';
import { TirelessSender } from '../support/tireless-sender.js';

const seed = 1;
const keptOpen = 600;
const warmUpMs = 2_000;
/** So long the stack works with two brokers of three. */
const withTwoMs = 10_000;
/** A saga asks for this long before it gives up: what is in flight survives a shorter gap. */
const budgetMs = 20_000;
const topicNames = Object.values(topics).map(({ name }) => name);

let stack: Stack;
let load: LoadProcess;
beforeAll(async () => {
  ({ stack } = await ownStack({ brokers: 3 }));
  await registerLoad(stack);
  load = await LoadProcess.start(stack, seed);
}, 120_000);
afterAll(async () => {
  load?.stop();
  // Brokers that are asked to end wait for a quorum that is ending too; nobody needs their data any more.
  await Promise.all((stack?.kafkaBrokers ?? []).map((broker) => broker.kill()));
  await stack?.stop({ remove: true });
}, 60_000);

/** Copies of every partition of ours: how many there are to be, and how many stand, by a broker that lives. */
async function copies(): Promise<{ readonly asked: Set<number>; readonly standing: Set<number> }> {
  const port = brokerPorts(stack.ports).at(-1)?.port;
  const admin = kafkaClient(port as number).admin();
  await admin.connect();
  try {
    const found = (await admin.fetchTopicMetadata({ topics: topicNames })).topics.flatMap((topic) => topic.partitions);
    return {
      asked: new Set(found.map(({ replicas }) => replicas.length)),
      standing: new Set(found.map(({ isr }) => isr.length)),
    };
  } finally {
    await admin.disconnect();
  }
}

describe('three brokers', () => {
  it('keep three copies of everything', async () => {
    expect(await copies()).toEqual({ asked: new Set([3]), standing: new Set([3]) });
  });

  it('go on when one of them is killed under load, and nothing is lost, doubled or left open', async () => {
    const sagas = new OpenSagas(stack.databaseUrls.trading);
    load.keepOpen('brokers', keptOpen);
    await pause(warmUpMs);
    const inFlight = (await sagas.ids()) ?? [];
    await sagas.close();
    const killedMs = wallMs();
    await stack.kafkaBrokers[0]?.kill();
    await pause(withTwoMs);
    const restedMs = wallMs();
    const { taken } = await load.rest();
    await untilQuiet(stack, 60_000);

    const submitted = { bodies: taken.length, trades: taken.length * tradesPerBody };
    expect(await lossFindings(stack.databaseUrls.trading, submitted)).toEqual([]);
    const moments = await asked(stack.databaseUrls.trading, (client) => endingMoments(client, killedMs));
    const gap = longestSilence(moments, killedMs, restedMs);
    const gapMs = gap.untilMs - gap.fromMs;
    const summary = await tradeSummary(stack.urls.trading, stack.keys.operator);
    process.stdout.write(
      `    one of three brokers killed, ${inFlight.length} sagas in flight: none ended for ${(gapMs / 1_000).toFixed(1)} s; ` +
        `${summary.cleared} of ${submitted.trades} trades cleared\n`,
    );
    expect(inFlight.length).toBeGreaterThan(100);
    expect(gapMs).toBeLessThan(budgetMs);
    // Long after the gap sagas still end, with two brokers.
    expect(moments.at(-1)).toBeGreaterThan(gap.untilMs);
    expect(summary).toMatchObject({ pending: 0, confirmed: 0, stuck: 0 });
    expect(summary.cleared + summary.rejected).toBe(submitted.trades);
    // The buyers without money, and nobody for a silence that lasted too long.
    expect(Object.keys(summary.rejectedBecause)).toEqual(['not enough free money']);
    expect(await copies()).toMatchObject({ standing: new Set([2]) });
  });

  it('have every copy again soon after the third is back, and the invariants hold', async () => {
    await stack.kafkaBrokers[0]?.restart();
    const whole = async (): Promise<true | undefined> => ((await copies()).standing.has(2) ? undefined : true);
    await waitUntil(whole, { everyMs: 250, withinMs: 30_000, otherwise: () => 'A copy is still missing.' });
    expect(await checkInvariants(stack)).toMatchObject({ verdict: 'hold', findings: [] });
  });

  it('lose nothing that they acknowledged to a relay, whichever of them dies', async () => {
    const sender = await TirelessSender.onTopic(stack.brokers, 'acknowledged', 12);
    const end = new AbortController();
    const sending = sender.send(end.signal);
    for (const broker of stack.kafkaBrokers.slice(1)) {
      await pause(500);
      await broker.kill();
      await pause(4_000);
      await broker.restart();
      await pause(1_000);
    }
    end.abort();
    await sending;
    expect(sender.acknowledged.size).toBeGreaterThan(1_000);
    expect(sender.failures).toBeGreaterThan(0);
    expect(await sender.lost()).toEqual([]);
  });
});
