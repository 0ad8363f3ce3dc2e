import { FastifyAdapter } from '@nestjs/platform-fastify';

/** A server that does nothing but HTTP: it reads the JSON and answers 202 with what a submission is answered. */
const fastify = new FastifyAdapter().getInstance();
const tradeId = '0192d3a0-0000-7000-8000-000000000000';
const location = `/v1/trades/${tradeId}`;
fastify.post('/v1/trades', (_request, reply) => {
  void reply.status(202).header('location', location).send({ tradeId, location });
});
await fastify.listen({ port: 0, host: '127.0.0.1' });
const address = fastify.server.address();
process.send?.({ url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : address}` });
process.once('disconnect', () => process.exit());
