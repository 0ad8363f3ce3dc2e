import '../support/patience.js';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { checkout } from '../../local/checkout.js';
import { exchange } from '../../local/http-exchange.js';
import type { Stack } from '../../local/stack.js';
import { waitUntil } from '../../local/wait-until.js';
import { freshCode } from '../support/fresh-code.js';
import { http } from '../support/http-client.js';
import { invariantsHold } from '../support/invariants-hold.js';
import { loadBodies } from '../support/load-market.js';
import { registerLoad } from '../support/load-process.js';
import { ownServers } from '../support/own-servers.js';
import { untilQuiet } from '../support/quiet.js';
import { ownStack } from '../support/reachable-stack.js';
import { World } from '../support/world.js';
import { runOverload } from './overload.js';
import { overloadFindings } from './overload-findings.js';

/** `npm run bench -- overload` offers it for a minute. */
const seconds = 6;
const capacitySeconds = 3;
const seed = 1;
const mostOpenSagas = 4_000;

let stack: Stack;
let world: World;
const bodies = loadBodies(seed, Date.now());

beforeAll(async () => {
  const own = await ownStack();
  stack = own.stack;
  world = new World(own.reachable);
  await registerLoad(stack);
}, 120_000);
afterAll(() => stack?.stop({ remove: true }));

const oneTrade = () => world.post(bodies[0]?.[0]);

/** Waits until a single trade is refused; answers the refusal. */
const refusal = (withinMs: number) =>
  waitUntil(
    async () => {
      const answer = await oneTrade();
      return answer.status === 503 ? answer : undefined;
    },
    { everyMs: 100, withinMs, otherwise: () => 'A submission was not refused.' },
  );

/**
 * Submits until nothing was taken for a second: of what is taken some is rejected by the participant that still answers,
 * and a submission is counted twice until a look has seen it, so that a single refusal does not say that it is full.
 */
async function fill(): Promise<void> {
  const to = { method: 'POST', url: `${stack.urls.trading}/v1/trades`, key: stack.keys.venue } as const;
  let sent = 0;
  let takenAt = performance.now();
  const refusedForASecond = async () => {
    const body = { trades: bodies[sent % bodies.length] };
    const { status } = await exchange({ ...to, body, headers: { 'idempotency-key': `still-${sent}` } });
    sent += 1;
    if (status !== 503) takenAt = performance.now();
    return performance.now() - takenAt >= 1_000 || undefined;
  };
  await waitUntil(refusedForASecond, {
    ...{ everyMs: 25, withinMs: 20_000, otherwise: () => `${sent} submissions did not fill the stack.` },
  });
}

describe('three times of what the stack can do', () => {
  it(`is refused so far as it cannot be taken, and what is taken ends (seed ${seed})`, async () => {
    const offered = { seconds, capacitySeconds, seed, mostOpenSagas };
    const { findings, verdict, ...report } = await runOverload(stack, offered);
    expect({ findings, report }).toEqual({ findings: [], report });
    expect(verdict).toBe('hold');
    expect(report.takenTrades).toBeGreaterThan(0);
  }, 300_000);
});

describe('while a participant stands still', () => {
  it('submissions and confirmations are refused, and nothing else is', async () => {
    const before = await oneTrade();
    const { tradeId } = before.body as { tradeId: string };
    await world.waitForEnd(tradeId);
    stack.metering.freeze();
    try {
      await fill();
      const refused = await refusal(5_000);
      expect(refused.body).toMatchObject({ type: 'urn:gridsaga:problem:overloaded', mostOpenSagas });
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
      expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(30);
      const key = stack.keys.venue;
      const confirmed = await world.http('trading', `/v1/trades/${randomUUID()}/confirm`, { method: 'POST', key });
      expect(confirmed.status).toBe(503);
      for (const read of [`/v1/trades/${tradeId}`, `/v1/sagas/${tradeId}`, '/health/ready', '/openapi.json'])
        expect([read, (await world.http('trading', read)).status]).toEqual([read, 200]);
      const party = { eic: freshCode('X'), name: 'A late party', roles: ['trader'] };
      expect((await world.http('trading', '/v1/parties', { method: 'POST', json: party })).status).toBe(201);
      const { text } = await http(`${stack.urls.trading}/metrics`);
      expect(text).toMatch(/^gridsaga_http_problems_total\{.*problem="overloaded".*\} [1-9]/m);
      const alerts = await readFile(join(checkout, 'docs', 'operations', 'alert-rules.yml'), 'utf8');
      expect(alerts).toContain('gridsaga_http_problems_total{problem="overloaded"}');
    } finally {
      stack.metering.thaw();
    }
    await untilQuiet(stack, 60_000);
    expect((await oneTrade()).status).toBe(202);
  }, 120_000);
});

describe('while the broker stands still', () => {
  it('submissions are refused once something has waited for too long to be sent', async () => {
    const { kafka } = ownServers(stack);
    kafka.freeze();
    try {
      expect((await oneTrade()).status).toBe(202);
      const refused = await refusal(15_000);
      expect(refused.body).toMatchObject({ type: 'urn:gridsaga:problem:overloaded', mostOutboxAgeMs: 5_000 });
    } finally {
      kafka.thaw();
    }
    await untilQuiet(stack, 60_000);
    expect((await oneTrade()).status).toBe(202);
  }, 120_000);
});

invariantsHold(() => world);

describe('an overload', () => {
  const fine = {
    ...{ capacityPerSecond: 2_000, offeredPerSecond: 6_000, endedPerSecond: 1_900 },
    ...{ offeredTrades: 90_000, takenTrades: 32_000, mostOpen: 4_050, p50Ms: 1_900, p99Ms: 2_500 },
    ...{ refusedP50Ms: 1, refusedP99Ms: 20, recoveredMs: 2_000, singleMs: 60 },
    residentBytes: { atCapacity: 200e6, overloaded: 220e6 },
  };

  it.each<[string, Partial<typeof fine>, readonly RegExp[]]>([
    ['is fine', {}, []],
    ['was none where most was taken', { takenTrades: 80_000 }, [/no overload/]],
    ['let too much in', { mostOpen: 4_100 }, [/4100 sagas were open at once, and 4099 are allowed/]],
    ['made trades wait', { p99Ms: 10_001 }, [/more than 10001 ms/]],
    ['cost most of the capacity', { endedPerSecond: 400 }, [/400 sagas ended per second/]],
    ['piled up in memory', { residentBytes: { atCapacity: 200e6, overloaded: 900e6 } }, [/grew to 900 MB/]],
    ['lasted longer than its load', { recoveredMs: 11_000, singleMs: 3_000 }, [/11000 ms after/, /3000 ms after/]],
  ])('%s', (_, other, expected) => {
    const findings = overloadFindings({ ...fine, ...other }, mostOpenSagas);
    expect(findings).toEqual(expected.map((pattern) => expect.stringMatching(pattern)));
  });
});
