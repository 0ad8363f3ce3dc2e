import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { serviceNames } from '../../local/services.js';
import { checkInvariants } from '../invariant/check.js';
import { energyInvariants } from '../invariant/energy.js';
import { moneyInvariants } from '../invariant/money.js';
import { looseProducer } from '../support/loose-producer.js';
import type { Listed } from '../support/what-is-seen.js';
import type { World } from '../support/world.js';
import { hostileMarket } from './hostile-market.js';
import { fuzzHttp, type HttpFinding } from './http-fuzz.js';
import { loggedFaults } from './logged-faults.js';
import { fuzzRecords, type RecordFinding } from './record-fuzz.js';
import type { RequestTally } from './request-tally.js';

export interface FuzzOrder {
  readonly world: World;
  readonly requests: number;
  readonly records: number;
  readonly seed: number;
  readonly only?: string | undefined;
  /** Hears how far it is. */
  readonly say: (line: string) => void;
}

export interface FuzzReport {
  readonly tally: RequestTally;
  readonly records: number;
  readonly answers: readonly HttpFinding[];
  readonly bursts: readonly RecordFinding[];
  /** What was found afterwards: in the invariants, in the logs, in the list of instances. One sentence each. */
  readonly afterwards: readonly string[];
  readonly invariants: 'hold' | 'broken' | 'unknown';
}

const drainsWithinMs = 40_000;

interface Instance {
  readonly id: string;
  readonly state: string;
  readonly startedAt: string;
}

/** Which processes answer, and since when. */
async function running(world: World): Promise<string[]> {
  const of = serviceNames.map(async (service) => {
    const { body } = await world.http<Listed<Instance>>(service, '/v1/instances');
    return body.items.map(({ id, state, startedAt }) => `${id} is ${state} since ${startedAt}`);
  });
  return (await Promise.all(of)).flat();
}

/** Sets going again what operators' requests have stopped, so that every saga can end. */
async function letGo(world: World): Promise<void> {
  const { body } = await world.http<Listed<{ id: string; revision: number }>>(
    'trading',
    '/v1/sagas?paused=true&limit=1000',
  );
  for (const { id, revision } of body.items)
    await world.http('trading', `/v1/sagas/${id}/resume`, { json: { revision, why: 'the fuzzer has done' } });
}

async function judged(world: World, drains = drainsWithinMs): Promise<Awaited<ReturnType<typeof checkInvariants>>> {
  const { trading, metering, settlement } = world.stack.databaseUrls;
  const places = {
    tradingUrl: trading,
    meteringUrl: metering,
    settlementUrl: settlement,
    brokers: world.stack.brokers,
  };
  const endsAtMs = performance.now() + drains;
  for (;;) {
    const checked = await checkInvariants(places, { allowParked: true, leastCleared: 3 });
    if (checked.verdict !== 'unknown' || performance.now() > endsAtMs) return checked;
    await pause(500);
  }
}

/**
 * What must hold even after forged messages: money and energy. A forged command leaves a hold or a booking without a saga,
 * a forged prepare a branch of nobody's transaction, and a record that is none no trace; those invariants say so, rightly.
 */
const surviving = [...moneyInvariants, ...energyInvariants]
  .map(({ name }) => name)
  .filter((name) => !name.endsWith('as far as its saga lets it be'));
const survives = (finding: string): boolean => surviving.some((name) => finding.startsWith(`${name}:`));

/**
 * Asks and tells three running services whatever nobody should, and finds out whether they still work: by HTTP, on their
 * internal topics and on the public ones that they read. All invariants are looked at before the first forged record.
 */
export async function fuzz({ world, requests, records, seed, only, say }: FuzzOrder): Promise<FuzzReport> {
  const producer = await looseProducer(world.stack.brokers);
  try {
    const market = await hostileMarket(world, producer);
    const { brokers, urls, keys } = world.stack;
    await market.clearTrades();
    const before = await running(world);
    const { tally, findings: answers } = await fuzzHttp({
      ...{ urls, keys: market.keys, known: market.known, requests, seed, only },
      onProgress: (sent) => say(`${sent} requests`),
    });
    await letGo(world);
    const order = {
      brokers,
      market,
      seed,
      onProgress: (topic: string, sent: number) => say(`${sent} records, the last on ${topic}`),
    };
    const checked = await judged(world);
    const inside = await fuzzRecords({ ...order, records, kind: 'internal' });
    const outside = await fuzzRecords({ ...order, records: Math.ceil(records / 8), kind: 'public' });
    const after = await running(world);
    const others = after.filter((one) => !before.includes(one));
    return {
      ...{ tally, answers, records: inside.sent + outside.sent, bursts: [...inside.findings, ...outside.findings] },
      invariants: checked.verdict,
      afterwards: [
        ...checked.findings,
        ...(await judged(world, 0)).findings.filter(survives),
        ...others.map((one) => `after the requests ${one}`),
        ...(await loggedFaults(join(dirname(keys.hashesFile), 'logs'))),
      ],
    };
  } finally {
    await producer.close();
  }
}
