/** What a span says of itself beyond its name; ids of several things are a list. */
export type SpanAttributes = Readonly<Record<string, string | number | readonly string[]>>;

export interface SpanParts {
  readonly kind: 'internal' | 'producer' | 'consumer';
  /** The W3C `traceparent` of each thing that led to this. Of one the span is a child; to several it is linked. */
  readonly causes: readonly string[];
  readonly attributes: SpanAttributes;
}

/** Something that took its time, as a tracer shows it. */
export interface Span {
  /** How it travels, as W3C writes it; undefined while nothing is traced. */
  readonly traceparent: string | undefined;
  child(name: string): Span;
  /** Ends it and the children that are still open; with an error it counts as failed. */
  end(error?: unknown): void;
}

/** Where messaging tells what it does and how long that takes, one span per batch, parcel and send, none per message. */
export interface Tracing {
  /** False spares whoever asks the making of causes and attributes. */
  readonly on: boolean;
  start(name: string, parts: SpanParts): Span;
  /** The `traceparent` of the request that this code runs for, where there is one. */
  active(): string | undefined;
}

/** A span of nothing. */
export const noSpan: Span = { traceparent: undefined, child: () => noSpan, end: () => undefined };

export const noTracing: Tracing = { on: false, start: () => noSpan, active: () => undefined };
