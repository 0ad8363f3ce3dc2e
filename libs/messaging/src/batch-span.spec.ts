import { describe, expect, it } from '@jest/globals';
import { batchSpan } from './batch-span.js';
import { parcelSpans } from './parcel-spans.js';
import { sendSpan } from './send-span.js';
import type { Task } from './shell.js';
import { noSpan, noTracing, type Span, type SpanParts, type Tracing } from './tracing.js';

const traceparent = (n: number): string => `00-0af7651916cd43dd8448eb211c80319c-${String(n).padStart(16, '0')}-01`;

/** A tracer that keeps what it is told. */
function keptTracing(): Tracing & { readonly told: ({ name: string } & SpanParts)[]; readonly ended: string[] } {
  const told: ({ name: string } & SpanParts)[] = [];
  const ended: string[] = [];
  const start = (name: string, parts: SpanParts): Span => {
    told.push({ name, ...parts });
    return { traceparent: traceparent(100 + told.length), child: () => noSpan, end: () => void ended.push(name) };
  };
  return { on: true, active: () => undefined, start, told, ended };
}

const aTask = (n: number, name = 'adding'): Task => ({
  work: { name } as Task['work'],
  message: { id: `s-${n}/add/do`, sagaId: `s-${n}` },
  traceparent: traceparent(n),
});

describe('the span of a batch', () => {
  it('is caused by each request that the batch carries, and says how much that is', () => {
    const tracing = keptTracing();
    batchSpan(tracing, { tasks: [aTask(1), aTask(2, 'asking'), { ...aTask(3), message: 0 }] }, true);
    expect(tracing.told).toEqual([expect.objectContaining({ name: 'batch', causes: [1, 2, 3].map(traceparent) })]);
    expect(tracing.told[0]?.attributes).toEqual({
      ...{ 'gridsaga.batch.messages': 3, 'gridsaga.batch.parcels': 0, 'gridsaga.batch.parked': 0 },
      'gridsaga.batch.works': ['adding', 'asking'],
    });
  });

  it('is caused by what the batch names, where it names anything', () => {
    const tracing = keptTracing();
    batchSpan(tracing, { tasks: [aTask(1)], causes: [traceparent(9)] }, false);
    expect(tracing.told[0]).toMatchObject({ name: 'rehearsal of a batch', causes: [traceparent(9)] });
  });

  it('is none where nothing is traced, and the batch is not looked at', () => {
    const untouchable = {
      get tasks(): never {
        throw new Error('looked at');
      },
    } as never;
    expect(batchSpan(noTracing, untouchable, true)).toBe(noSpan);
  });
});

describe('the spans of parcels', () => {
  const record = { topic: 't', partition: 1, offset: '7', value: null };

  it('are children of the batches that wrote them, and the causes of the one that takes them', () => {
    const tracing = keptTracing();
    const spans = parcelSpans(tracing, [
      { record, tasks: [aTask(1), aTask(1), aTask(2)], arrived: { id: 'p-1', at: '' }, traceparent: traceparent(5) },
      { record, tasks: [] },
    ]);
    expect(tracing.told.map(({ name, kind, causes }) => [name, kind, causes])).toEqual([
      ['process t', 'consumer', [traceparent(5)]],
      ['process t', 'consumer', []],
    ]);
    expect(tracing.told[0]?.attributes).toMatchObject({
      ...{ 'messaging.message.id': 'p-1', 'messaging.kafka.offset': 7, 'messaging.batch.message_count': 3 },
      'gridsaga.saga.ids': ['s-1', 's-2'],
    });
    expect(spans.causes).toEqual([traceparent(101), traceparent(102)]);
    spans.end();
    expect(tracing.ended).toEqual(['process t', 'process t']);
  });

  it('name fifty sagas at most', () => {
    const tracing = keptTracing();
    parcelSpans(tracing, [{ record, tasks: Array.from({ length: 400 }, (_, n) => aTask(n)) }]);
    expect(tracing.told[0]?.attributes['gridsaga.saga.ids']).toHaveLength(50);
  });
});

describe('the span of a send', () => {
  it('is caused by the batches that wrote its rows, found in parcels and in headers', () => {
    const tracing = keptTracing();
    const parcel = `{"id":"p","source":"a","at":"b","traceparent":"${traceparent(1)}","messages":[]}`;
    const event = `["k",{"ce_id":"e","traceparent":"${traceparent(2)}"}]\n{}`;
    const bodies = [parcel, parcel, event, '{"id":"p","messages":[]}'];
    sendSpan(
      tracing,
      bodies.map((body, at) => ({ topic: at < 2 ? 'b' : 'a', body })),
    );
    expect(tracing.told[0]).toMatchObject({ name: 'send', kind: 'producer', causes: [1, 2].map(traceparent) });
    expect(tracing.told[0]?.attributes).toMatchObject({
      ...{ 'messaging.batch.message_count': 4, 'messaging.destination.name': 'a,b' },
    });
  });
});
