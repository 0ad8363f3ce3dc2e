import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Attributes,
  diag,
  DiagLogLevel,
  isSpanContextValid,
  type Link,
  ROOT_CONTEXT,
  type Span as OtelSpan,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider, type SpanProcessor } from '@opentelemetry/sdk-trace-node';
import type { Span, SpanAttributes, SpanParts } from '#libs/messaging';
import type { RequestSpan, ServiceTracing, TracingParts } from './tracing.js';

/** A collector that does not answer holds up neither the export behind it nor the stop for longer. */
const exportMs = 2_000;
/** As many as a batch has requests or parcels at most; OpenTelemetry's default drops those beyond 128. */
const mostLinks = 800;

const kinds = { internal: SpanKind.INTERNAL, producer: SpanKind.PRODUCER, consumer: SpanKind.CONSUMER } as const;

const attributesOf = (attributes: SpanAttributes): Attributes =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, typeof value === 'object' ? [...value] : value]),
  );

const textOf = ({ traceId, spanId, traceFlags }: SpanContext): string =>
  `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;

/** A W3C `traceparent`, read; undefined where it is none. */
function contextOf(traceparent: string): SpanContext | undefined {
  const [, traceId = '', spanId = '', flags = ''] =
    /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(traceparent) ?? [];
  const context = { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
  return isSpanContextValid(context) ? context : undefined;
}

class OpenSpan implements Span {
  readonly traceparent: string;
  readonly #children = new Set<OpenSpan>();

  constructor(
    private readonly tracer: Tracer,
    private readonly span: OtelSpan,
    private readonly ended: (span: OpenSpan) => void = () => undefined,
  ) {
    this.traceparent = textOf(span.spanContext());
  }

  child(name: string): Span {
    const span = this.tracer.startSpan(name, {}, trace.setSpan(ROOT_CONTEXT, this.span));
    const child = new OpenSpan(this.tracer, span, (one) => this.#children.delete(one));
    this.#children.add(child);
    return child;
  }

  end(error?: unknown): void {
    if (!this.span.isRecording()) return;
    for (const child of this.#children) child.end(error);
    if (error !== undefined) {
      const cause = error instanceof Error ? error : new Error('what was thrown is no error', { cause: error });
      this.span.setStatus({ code: SpanStatusCode.ERROR, message: cause.message });
      this.span.recordException(cause);
    }
    this.span.end();
    this.ended(this);
  }
}

/**
 * Traces into OpenTelemetry. Where, how often and with which headers spans are exported is read from the environment by
 * OpenTelemetry itself: `OTEL_EXPORTER_OTLP_…`, `OTEL_BSP_…`, `OTEL_TRACES_SAMPLER` and `OTEL_TRACES_SAMPLER_ARG`.
 *
 * @param processor where spans go, unless they are exported over OTLP
 */
export function otlpTracing(
  { service, instance }: Omit<TracingParts, 'endpoint'>,
  processor: SpanProcessor = new BatchSpanProcessor(new OTLPTraceExporter({ timeoutMillis: exportMs })),
): ServiceTracing {
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': service, 'service.instance.id': instance }),
    spanProcessors: [processor],
    spanLimits: { linkCountLimit: mostLinks },
  });
  const tracer = provider.getTracer('gridsaga');
  const requests = new AsyncLocalStorage<string>();
  return {
    on: true,
    start: (name, parts) => new OpenSpan(tracer, startedSpan(tracer, name, parts)),
    active: () => requests.getStore(),
    request(name, traceparent, attributes): RequestSpan {
      const cause = traceparent === undefined ? undefined : contextOf(traceparent);
      const span = tracer.startSpan(
        name,
        { kind: SpanKind.SERVER, attributes: attributesOf(attributes) },
        cause ? trace.setSpanContext(ROOT_CONTEXT, cause) : ROOT_CONTEXT,
      );
      return {
        run: (answer) => requests.run(textOf(span.spanContext()), answer),
        end(status, more) {
          // A finished answer is told first by its end and then by its connection.
          if (!span.isRecording()) return;
          span.setAttributes({ 'http.response.status_code': status, ...attributesOf(more) });
          if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
          span.end();
        },
      };
    },
    logTo(logger) {
      const say = (message: string): void => logger.warn({ because: reasonIn(message) }, 'spans were lost');
      diag.setLogger(
        { error: say, warn: say, info: say, debug: say, verbose: say },
        { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
      );
    },
    async stop() {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, exportMs);
      });
      // What could not be exported was said already.
      await Promise.race([provider.shutdown().catch(() => undefined), late]);
      clearTimeout(timer);
    },
  };
}

/** OpenTelemetry says an error as JSON, its stack first. */
function reasonIn(said: string): string {
  try {
    const { message } = JSON.parse(said) as { message?: unknown };
    return typeof message === 'string' ? message : said;
  } catch {
    return said;
  }
}

/** One cause makes a child; several make a root of its own that is linked to each. */
function startedSpan(tracer: Tracer, name: string, { kind, causes, attributes }: SpanParts): OtelSpan {
  const contexts = [...new Set(causes)].flatMap((cause) => contextOf(cause) ?? []);
  const [only, ...others] = contexts;
  const isChild = only !== undefined && others.length === 0;
  const links: Link[] = isChild ? [] : contexts.map((context) => ({ context }));
  return tracer.startSpan(
    name,
    { kind: kinds[kind], attributes: attributesOf(attributes), links },
    isChild ? trace.setSpanContext(ROOT_CONTEXT, only) : ROOT_CONTEXT,
  );
}
