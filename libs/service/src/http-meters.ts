import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Counter, Histogram, type Registry } from 'prom-client';

const seconds = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 60];

/** What no route takes; its path is the caller's and would be a series of its own each. */
const nowhere = 'none';

/** Measures every request by route, method and status; to be called before the application listens. */
export function measureRequests(app: NestFastifyApplication, registry: Registry): void {
  const registers = [registry];
  const took = new Histogram({
    name: 'gridsaga_http_request_seconds',
    help: 'From the head of a request to the end of its answer; streams of events are left out',
    labelNames: ['method', 'route', 'status'],
    buckets: seconds,
    registers,
  });
  const problems = new Counter({
    name: 'gridsaga_http_problems_total',
    help: 'Requests that were answered with a problem, by its kind',
    labelNames: ['status', 'problem'],
    registers,
  });
  // Looking labels up anew for each request would cost more than counting it.
  const known = new Map<string, { observe(value: number): void }>();
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onResponse', ({ method, routeOptions }, reply, done) => {
    const { statusCode } = reply;
    const route = routeOptions.url ?? nowhere;
    const key = `${method} ${route} ${statusCode}`;
    let meter = known.get(key);
    if (!meter) {
      meter = took.labels(method, route, String(statusCode));
      known.set(key, meter);
    }
    if (!String(reply.getHeader('content-type')).startsWith('text/event-stream'))
      meter.observe(reply.elapsedTime / 1000);
    done();
  });
  fastify.addHook('onSend', ({ routeOptions: _ }, { statusCode }, payload, done) => {
    if (statusCode >= 400 && typeof payload === 'string') {
      const [, problem] = /"type":"urn:gridsaga:problem:([\w-]{1,60})"/.exec(payload) ?? [];
      if (problem !== undefined) problems.inc({ status: String(statusCode), problem });
    }
    done();
  });
}
