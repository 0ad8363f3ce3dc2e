import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { waitUntil } from '../../local/wait-until.js';

interface AnyValue {
  readonly stringValue?: string;
  readonly intValue?: number | string;
  readonly arrayValue?: { readonly values?: readonly AnyValue[] };
}

type KeyValues = readonly { readonly key: string; readonly value: AnyValue }[];

interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly attributes?: KeyValues;
  readonly links?: readonly { readonly spanId: string }[];
  readonly status?: { readonly code?: number };
}

/** What OTLP carries of a trace request, as JSON. */
interface OtlpTraces {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: KeyValues };
    readonly scopeSpans: readonly { readonly spans: readonly OtlpSpan[] }[];
  }[];
}

export interface ReceivedSpan {
  readonly service: string;
  readonly instance: string;
  readonly name: string;
  readonly kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  readonly traceId: string;
  readonly spanId: string;
  /** The ids of the spans that it is a child of or linked to. */
  readonly causes: readonly string[];
  readonly linked: number;
  readonly failed: boolean;
  readonly attributes: Readonly<Record<string, unknown>>;
}

const kinds = ['internal', 'internal', 'server', 'client', 'producer', 'consumer'] as const;

const valueOf = ({ stringValue, intValue, arrayValue }: AnyValue): unknown =>
  arrayValue ? (arrayValue.values ?? []).map(valueOf) : (stringValue ?? Number(intValue));

const fieldsOf = (attributes: KeyValues = []): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, valueOf(value)]));

function spansIn({ resourceSpans }: OtlpTraces): ReceivedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const of = fieldsOf(resource.attributes);
    return scopeSpans.flatMap(({ spans }) =>
      spans.map(({ name, kind, traceId, spanId, parentSpanId, links = [], attributes, status }) => ({
        ...{ service: String(of['service.name']), instance: String(of['service.instance.id']) },
        ...{ name, traceId, spanId, kind: kinds[kind] ?? 'internal', linked: links.length },
        causes: [...(parentSpanId ? [parentSpanId] : []), ...links.map((link) => link.spanId)],
        failed: status?.code === 2,
        attributes: fieldsOf(attributes),
      })),
    );
  });
}

/** A collector as small as one can be: OTLP over HTTP, JSON only, everything kept. */
export interface SpanReceiver {
  /** What `OTEL_EXPORTER_OTLP_ENDPOINT` is to say. */
  readonly endpoint: string;
  readonly spans: readonly ReceivedSpan[];
  /** Everything that a span led to, itself included: children and what is linked to it, and so on. */
  effectsOf(spanId: string): readonly ReceivedSpan[];
  /** Waits until what is received is as wanted. */
  until(what: string, wanted: () => boolean, withinMs?: number): Promise<void>;
  close(): Promise<void>;
}

export async function spanReceiver(): Promise<SpanReceiver> {
  const spans: ReceivedSpan[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.method === 'POST' && request.url === '/v1/traces')
        spans.push(...spansIn(JSON.parse(Buffer.concat(chunks).toString()) as OtlpTraces));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    effectsOf(spanId) {
      const known = new Set([spanId]);
      for (let before = 0; before < known.size; ) {
        before = known.size;
        for (const span of spans) if (span.causes.some((cause) => known.has(cause))) known.add(span.spanId);
      }
      return spans.filter((span) => known.has(span.spanId));
    },
    async until(what, wanted, withinMs = 10_000) {
      const otherwise = (): string => `${what}: not among the ${spans.length} spans received`;
      await waitUntil(() => (wanted() ? true : undefined), { everyMs: 25, withinMs, otherwise });
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
