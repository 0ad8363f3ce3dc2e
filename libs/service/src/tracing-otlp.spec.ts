import { describe, expect, it } from '@jest/globals';
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { startTracing } from './start-tracing.js';
import { otlpTracing } from './tracing-otlp.js';

const caller = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const attributes = { n: 1, list: ['a'] };

function traced(): { tracing: ReturnType<typeof otlpTracing>; spans: () => ReadableSpan[] } {
  const exporter = new InMemorySpanExporter();
  const tracing = otlpTracing({ service: 'trading', instance: 'trading-1' }, new SimpleSpanProcessor(exporter));
  return { tracing, spans: () => exporter.getFinishedSpans() };
}

describe('tracing', () => {
  it('does not begin where nobody collects spans', async () => {
    expect(await startTracing({ endpoint: undefined, service: 'trading', instance: 'trading-1' })).toBeUndefined();
  });

  it('names the service and its instance', () => {
    const { tracing, spans } = traced();
    tracing.start('batch', { kind: 'internal', causes: [], attributes }).end();
    expect(spans()[0]?.resource.attributes).toMatchObject({
      ...{ 'service.name': 'trading', 'service.instance.id': 'trading-1' },
    });
    expect(spans()[0]?.attributes).toEqual({ n: 1, list: ['a'] });
  });
});

describe('a span', () => {
  it('of one cause is its child', () => {
    const { tracing, spans } = traced();
    tracing.start('batch', { kind: 'internal', causes: [caller, caller], attributes }).end();
    expect(spans()[0]).toMatchObject({ parentSpanContext: { spanId: 'b7ad6b7169203331' }, links: [] });
    expect(spans()[0]?.spanContext().traceId).toBe('0af7651916cd43dd8448eb211c80319c');
  });

  it('of several causes is a root of its own, linked to each', () => {
    const { tracing, spans } = traced();
    const causes = Array.from(
      { length: 500 },
      (_, n) => `00-${'1'.repeat(32)}-${(n + 1).toString(16).padStart(16, '0')}-01`,
    );
    tracing.start('batch', { kind: 'internal', causes, attributes }).end();
    expect(spans()[0]?.parentSpanContext).toBeUndefined();
    expect(spans()[0]?.links.map(({ context }) => context.spanId)).toEqual(causes.map((cause) => cause.split('-')[2]));
  });

  it.each(['', 'nonsense', `00-${'0'.repeat(32)}-b7ad6b7169203331-01`, caller.toUpperCase(), `${caller}-x`])(
    'takes no cause from %j',
    (cause) => {
      const { tracing, spans } = traced();
      tracing.start('batch', { kind: 'internal', causes: [cause], attributes }).end();
      expect(spans()[0]).toMatchObject({ links: [] });
      expect(spans()[0]?.parentSpanContext).toBeUndefined();
    },
  );

  it('tells others its context as W3C writes it, and takes it back', () => {
    const { tracing, spans } = traced();
    const batch = tracing.start('batch', { kind: 'internal', causes: [], attributes });
    expect(batch.traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    tracing.start('send', { kind: 'producer', causes: [batch.traceparent ?? ''], attributes }).end();
    batch.end();
    const [send, ended] = spans();
    expect(send?.parentSpanContext?.spanId).toBe(ended?.spanContext().spanId);
  });

  it('that fails says why, ends the children that are still open, and ends once', () => {
    const { tracing, spans } = traced();
    const batch = tracing.start('batch', { kind: 'internal', causes: [], attributes });
    batch.child('load').end();
    batch.child('save');
    batch.end(new Error('deadlock detected'));
    batch.end();
    expect(spans().map(({ name, status }) => [name, status.message])).toEqual([
      ['load', undefined],
      ['save', 'deadlock detected'],
      ['batch', 'deadlock detected'],
    ]);
  });
});

describe("a request's span", () => {
  it("is a child of the caller's, and the cause of what runs for the request and of nothing else", async () => {
    const { tracing, spans } = traced();
    const request = tracing.request('POST /v1/trades', caller, { 'http.request.method': 'POST' });
    const within = await new Promise<string | undefined>((resolve) => {
      request.run(() => setTimeout(() => resolve(tracing.active()), 1));
    });
    request.end(202, {});
    expect(tracing.active()).toBeUndefined();
    const [span] = spans();
    expect(within).toContain(span?.spanContext().spanId);
    expect(span).toMatchObject({ parentSpanContext: { spanId: 'b7ad6b7169203331' } });
    expect(span?.attributes).toEqual({ 'http.request.method': 'POST', 'http.response.status_code': 202 });
  });
});
