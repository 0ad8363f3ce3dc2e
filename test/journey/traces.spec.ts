import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import '../support/patience.js';
import { topics } from '#libs/contracts';
import { type ServiceName, serviceNames } from '../../local/services.js';
import type { Stack } from '../../local/stack.js';
import { waitUntil } from '../../local/wait-until.js';
import { aParcel, looseProducer } from '../support/loose-producer.js';
import { ownStack } from '../support/reachable-stack.js';
import { type ReceivedSpan, type SpanReceiver, spanReceiver } from '../support/span-receiver.js';
import { readTopic } from '../support/topic-listener.js';
import { type Pair, World } from '../support/world.js';

let receiver: SpanReceiver;
let stack: Stack;
let world: World;
let pair: Pair;
beforeAll(async () => {
  receiver = await spanReceiver();
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
    OTEL_BSP_SCHEDULE_DELAY: '100',
    LOG_LEVEL: 'debug',
  };
  const own = await ownStack({ env });
  stack = own.stack;
  world = new World(own.reachable);
  pair = await world.aPair({ sellerEur: '100000', buyerEur: '100000', limitW: 400_000_000 });
});
afterAll(async () => {
  await stack.stop({ remove: true });
  await receiver.close();
});

/** The caller's own span, of which the request is to be a child. */
const aCaller = () => ({ traceId: randomBytes(16).toString('hex'), spanId: randomBytes(8).toString('hex') });

async function submitted({ traceId, spanId }: ReturnType<typeof aCaller>): Promise<{ id: string; headers: Headers }> {
  const { status, body, headers } = await world.http<{ tradeId: string }>('trading', '/v1/trades', {
    json: world.aTrade(pair),
    key: world.stack.keys.venue,
    headers: { 'idempotency-key': randomUUID(), traceparent: `00-${traceId}-${spanId}-01` },
  });
  expect(status).toBe(202);
  return { id: body.tradeId, headers };
}

const inWords = ({ service, kind, name }: ReceivedSpan): string => `${service} ${kind} ${name}`;

/** What each trade leads to, from its request to the batch that ends it. */
const wholeStory = [
  'trading server POST /v1/trades',
  'trading internal batch',
  'trading internal load',
  'trading internal save',
  'trading internal commit',
  'trading producer send',
  `settlement consumer process ${topics.settlementCommands.name}`,
  'settlement internal batch',
  'settlement producer send',
  `metering consumer process ${topics.meteringCommands.name}`,
  'metering internal batch',
  'metering producer send',
  `trading consumer process ${topics.tradingReplies.name}`,
];

const untold = (spanId: string): string[] => {
  const told = new Set(receiver.effectsOf(spanId).map(inWords));
  return wholeStory.filter((words) => !told.has(words));
};

describe('a trade', () => {
  it('is traced from its request through all three services', async () => {
    const caller = aCaller();
    const { id, headers } = await submitted(caller);
    await world.waitForEnd(id);
    await receiver.until('the whole story', () => untold(caller.spanId).length === 0);
    expect(headers.get('traceparent')).toBeNull();
    const effects = receiver.effectsOf(caller.spanId);
    const request = effects.find(({ kind }) => kind === 'server');
    expect(request).toMatchObject({ service: 'trading', instance: 'trading-1', ...{ traceId: caller.traceId } });
    expect(request?.causes).toEqual([caller.spanId]);
    expect(request?.attributes).toMatchObject({
      ...{ 'http.request.method': 'POST', 'http.route': '/v1/trades', 'http.response.status_code': 202 },
      'http.response.header.location': [`/v1/trades/${id}`],
    });
    // Alone, it has its commands handled in the trace that the caller began.
    for (const words of wholeStory.slice(0, -1)) {
      expect(effects.filter((span) => inWords(span) === words).map(({ traceId }) => traceId)).toContain(caller.traceId);
    }
    const taken = effects.filter(({ kind }) => kind === 'consumer');
    for (const { attributes } of taken) expect(attributes['gridsaga.saga.ids']).toEqual([id]);
    expect(effects.filter(({ failed }) => failed)).toEqual([]);
  });

  it('among others is found through links: a batch has one to each request that it carries', async () => {
    const callers = Array.from({ length: 30 }, aCaller);
    const trades = await Promise.all(callers.map(submitted));
    for (const { id } of trades) await world.waitForEnd(id);
    for (const { spanId } of callers) await receiver.until('each story', () => untold(spanId).length === 0);
    const shared = receiver.spans.filter(
      ({ name, service, linked }) => name === 'batch' && service === 'trading' && linked > 1,
    );
    expect(shared.length).toBeGreaterThan(0);
    for (const { causes, linked } of shared) expect(causes).toHaveLength(linked);
  });

  it('carries its trace to other teams, as a header of its events', async () => {
    const caller = aCaller();
    const { id } = await submitted(caller);
    await world.waitForEnd(id);
    const [event] = (await readTopic(stack.brokers, topics.trades.name)).filter(({ key }) => String(key) === id);
    const [, , spanId = ''] = event?.headers['traceparent']?.split('-') ?? [];
    await receiver.until('the batch that wrote the event', () => receiver.spans.some((span) => span.spanId === spanId));
    expect(receiver.effectsOf(caller.spanId).map((span) => span.spanId)).toContain(spanId);
  });
});

describe('what is asked all the time', () => {
  it('is not traced', async () => {
    for (const name of serviceNames) for (const path of ['/metrics', '/health/ready']) await world.http(name, path);
    const caller = aCaller();
    await world.waitForEnd((await submitted(caller)).id);
    await receiver.until('the whole story', () => untold(caller.spanId).length === 0);
    expect(receiver.spans.filter(({ name }) => /metrics|health/.test(name))).toEqual([]);
  });
});

describe('a log line', () => {
  const linesOf = async (name: ServiceName): Promise<readonly Record<string, unknown>[]> =>
    (await readFile(join(stack.logs, `${name}.log`), 'utf8'))
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const lineAbout = (name: ServiceName, message: string, tradeId: string) =>
    waitUntil(
      async () => (await linesOf(name)).find((line) => line['message'] === message && line['tradeId'] === tradeId),
      { everyMs: 50, withinMs: 5_000, otherwise: () => `${name} said nothing of ${message} and trade ${tradeId}` },
    );

  it('about a message that is parked names its parcel, saga, trade, command and trace', async () => {
    const [sagaId, parcel, { traceId, spanId }] = [randomUUID(), randomUUID(), aCaller()];
    const command = {
      ...{ id: `${sagaId}/hold funds/do`, type: 'settlement.hold-funds.v99', key: 'a', sagaId, attempt: 1 },
      ...{ replyTo: topics.tradingReplies.name, body: {} },
    };
    const producer = await looseProducer(stack.brokers);
    const value = aParcel([command], { id: parcel, traceparent: `00-${traceId}-${spanId}-01` });
    await producer.put(topics.settlementCommands.name, { value });
    await producer.close();
    expect(await lineAbout('settlement', 'a message was parked', sagaId)).toMatchObject({
      ...{
        level: 'warn',
        service: 'settlement',
        sagaId,
        tradeId: sagaId,
        commandId: command.id,
        parcel,
        index: 0,
        traceId,
      },
      ...{ topic: topics.settlementCommands.name, partition: 0, offset: expect.stringMatching(/^\d+$/) },
      err: { message: expect.stringMatching(/\w/), stack: expect.stringContaining('\n') },
    });
  });

  it('at level debug tells how each trade ended', async () => {
    const { id } = await submitted(aCaller());
    await world.waitForEnd(id);
    expect(await lineAbout('trading', 'a trade has ended', id)).toMatchObject({
      ...{ level: 'debug', sagaId: id, outcome: 'cleared', tookMs: expect.any(Number) },
    });
  });
});

describe('a service without the variable', () => {
  it('exports nothing and hands on no trace, while the others go on', async () => {
    await stack.settlement.restart({ OTEL_EXPORTER_OTLP_ENDPOINT: undefined });
    const ofSettlement = () => receiver.spans.filter(({ service }) => service === 'settlement').length;
    const before = ofSettlement();
    const caller = aCaller();
    const { id } = await submitted(caller);
    await world.waitForEnd(id);
    const told = (words: string): boolean => receiver.effectsOf(caller.spanId).some((span) => inWords(span) === words);
    await receiver.until('the others', () => told('metering internal batch') && told('metering producer send'));
    const replies = (await readTopic(stack.brokers, topics.tradingReplies.name)).map(({ value }) => String(value));
    const ofTrade = replies.filter((reply) => reply.includes(`${id}/hold funds/do`));
    expect(ofTrade.length).toBeGreaterThan(0);
    for (const reply of ofTrade) expect(reply).not.toContain('traceparent');
    expect(ofSettlement()).toBe(before);
  });
});
