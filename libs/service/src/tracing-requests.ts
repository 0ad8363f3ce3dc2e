import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { RequestSpan, ServiceTracing } from './tracing.js';

/** Load balancers and Prometheus ask all the time, and nobody asks what came of it. */
const untraced = /^\/(?:health|metrics)(?:\/|$)/;

/** One span per request, named by method and route; to be called before the application listens. */
export function traceRequests(app: NestFastifyApplication, tracing: Pick<ServiceTracing, 'request'>): void {
  const spans = new WeakMap<object, RequestSpan>();
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', (request, _reply, done) => {
    const { method, headers, routeOptions } = request;
    const route = routeOptions.url;
    const [path = ''] = request.url.split('?');
    if (!untraced.test(path)) {
      const { traceparent } = headers;
      spans.set(
        request,
        tracing.request(
          route === undefined ? method : `${method} ${route}`,
          typeof traceparent === 'string' ? traceparent : undefined,
          { 'http.request.method': method, 'url.path': path, ...(route !== undefined && { 'http.route': route }) },
        ),
      );
    }
    done();
  });
  // The body's events belong to the connection, so what runs for the request begins after it was read.
  fastify.addHook('preValidation', (request, _reply, done) => {
    const span = spans.get(request);
    if (span) span.run(done);
    else done();
  });
  // A stream of events ends when its client leaves, which is no finished response.
  fastify.addHook('onSend', (request, reply, payload, done) => {
    const span = spans.get(request);
    if (span) reply.raw.once('close', () => span.end(reply.statusCode, {}));
    done(null, payload);
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const location = reply.getHeader('location');
    spans
      .get(request)
      ?.end(reply.statusCode, typeof location === 'string' ? { 'http.response.header.location': [location] } : {});
    done();
  });
}
