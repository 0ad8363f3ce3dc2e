import type { Logger } from 'pino';
import type { SpanAttributes, Tracing } from '#libs/messaging';

/** The span of one request while it is answered. */
export interface RequestSpan {
  /** Runs what answers the request, so that whatever it starts knows its cause. */
  run(answer: () => void): void;
  end(status: number, attributes: SpanAttributes): void;
}

/** What a service traces with, where somebody collects its spans. */
export interface ServiceTracing extends Tracing {
  /** Begins a request's span, as a child of the caller's where the request names one. */
  request(name: string, traceparent: string | undefined, attributes: SpanAttributes): RequestSpan;
  /** Says in the log what cannot be exported. */
  logTo(logger: Pick<Logger, 'warn'>): void;
  /** Exports what has ended so far, and nothing after that; waits for a silent collector for two seconds at most. */
  stop(): Promise<void>;
}

export interface TracingParts {
  /** The collector's address, `OTEL_EXPORTER_OTLP_ENDPOINT`; without it nothing is traced. */
  readonly endpoint: string | undefined;
  readonly service: string;
  readonly instance: string;
}
