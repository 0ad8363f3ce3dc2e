import type { ServiceTracing, TracingParts } from './tracing.js';

/** Begins to trace; where nobody collects spans it answers undefined, and OpenTelemetry is not even loaded. */
export async function startTracing({ endpoint, ...of }: TracingParts): Promise<ServiceTracing | undefined> {
  if (endpoint === undefined) return undefined;
  const { otlpTracing } = await import('./tracing-otlp.js');
  return otlpTracing(of);
}
