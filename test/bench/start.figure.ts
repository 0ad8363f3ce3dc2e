import { join } from 'node:path';
import { checkInvariants } from '../../local/check-invariants.js';
import { checkout } from '../../local/checkout.js';
import { startKafka } from '../../local/kafka.js';
import { freePortSet } from '../../local/ports.js';
import { startPostgres } from '../../local/postgres.js';
import { readSampleTexts } from '../../local/sample/read-sample-texts.js';
import { sampleMarket, defaultDay } from '../../local/sample/sample-market.js';
import { runSample } from '../../local/sample-run.js';
import { startStack } from '../../local/stack.js';
import { removeState, stateFolders } from '../../local/stack-state.js';
import type { Figure, FigureResult } from './figure.js';
import { rounded, spreadOf } from './spread.js';

const folder = join(checkout, '.gridsaga', `bench-start-${process.pid}`);
const sampleSeed = 1;
/** A warm start may take so long to its first cleared trade. */
const mostStartMs = 20_000;

/** PostgreSQL with its three databases, and Kafka, side by side, on no data. */
async function serversAloneMs(): Promise<number> {
  const ports = await freePortSet();
  const { postgres, kafka, logs } = stateFolders(folder);
  const startedAt = performance.now();
  const started = await Promise.allSettled([
    startPostgres({ dataFolder: postgres, port: ports.postgres, log: join(logs, 'postgres.log') }),
    startKafka({
      dataFolder: kafka,
      port: ports.kafka,
      controllerPort: ports.kafkaController,
      short: true,
      log: join(logs, 'kafka.log'),
    }),
  ]);
  const tookMs = performance.now() - startedAt;
  for (const server of started) if (server.status === 'fulfilled') await server.value.stop();
  await removeState(folder);
  for (const server of started) if (server.status === 'rejected') throw server.reason;
  return tookMs;
}

interface Started {
  readonly readyMs: number;
  readonly firstClearedMs: number;
  readonly verdict: FigureResult['verdict'];
  readonly findings: readonly string[];
}

/** What `npm start` does after its build: the stack on no data, the sample's registrations, its trades. */
async function firstCleared(): Promise<Started> {
  const sample = sampleMarket(defaultDay, readSampleTexts(), sampleSeed);
  if (!sample.ok) throw new Error(sample.because);
  const { market } = sample;
  const startedAt = performance.now();
  const stack = await startStack({ folder, portBase: 'free', marketClock: `${market.marketClock}@1`, short: true });
  try {
    const readyMs = performance.now() - startedAt;
    let firstClearedMs = Number.NaN;
    await runSample({
      urls: stack.urls,
      keys: stack.keys,
      market,
      onSummary: ({ cleared }) => {
        if (cleared > 0 && Number.isNaN(firstClearedMs)) firstClearedMs = performance.now() - startedAt;
      },
    });
    const { verdict, findings } = await checkInvariants(stack);
    return { readyMs, firstClearedMs, verdict, findings };
  } finally {
    await stack.stop({ remove: true });
  }
}

/** From nothing to the first cleared trade, with what a machine keeps between starts in place. */
export const startFigure: Figure = {
  name: 'start',
  seconds: 50,
  async measure({ seconds, say }) {
    // The first of each fills the machine's caches and is left out; about ten seconds make one round.
    const rounds = Math.max(1, Math.round(seconds / 10));
    const servers: number[] = [];
    const starts: Started[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      say(round === 0 ? 'warming up' : `start ${round} of ${rounds}`);
      const alone = await serversAloneMs();
      const start = await firstCleared();
      if (round > 0) servers.push(alone);
      if (round > 0) starts.push(start);
    }
    const alone = spreadOf(servers);
    const ready = spreadOf(starts.map(({ readyMs }) => readyMs));
    const cleared = spreadOf(starts.map(({ firstClearedMs }) => firstClearedMs));
    const bad = starts.find(({ verdict }) => verdict !== 'hold');
    const row = (what: string, { median, least, most }: typeof alone) => ({
      what,
      value: `${Math.round(median)} ms`,
      ratio: `${rounded(median / alone.median, 2)} ×, ${Math.round(least)} … ${Math.round(most)}`,
    });
    return {
      figure: 'start',
      measures: [
        {
          ...{ what: 'start', value: Math.round(cleared.median), unit: 'ms', better: 'less' },
          windows: starts.map(({ firstClearedMs }) => Math.round(firstClearedMs)),
          beside: {
            ...{ what: 'the start of PostgreSQL and Kafka alone', value: Math.round(alone.median) },
            windows: servers.map(Math.round),
          },
          limit: { of: 'value', bound: mostStartMs },
        },
      ],
      verdict: bad?.verdict ?? 'hold',
      findings: bad?.findings ?? [],
      rows: [
        row('start to first cleared trade', cleared),
        row('start to all services ready', ready),
        row('PostgreSQL and Kafka alone', alone),
      ],
      details: { rounds, readyMs: Math.round(ready.median), firstCleared: cleared, servers: alone },
    };
  },
};
