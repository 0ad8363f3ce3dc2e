import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { Controller, Get, Module, Res } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import '../support/patience.js';
import {
  Anyone,
  closeHttp,
  createHttp,
  createLogger,
  type EventStream,
  EventStreams,
  type StreamReply,
} from '#libs/service';
import { waitUntil } from '../../local/wait-until.js';
import { listen } from '../support/event-client.js';

const caller = { id: 'operator:desk', name: 'desk', role: 'operator', party: undefined } as const;
const streams = new EventStreams({ heartbeatMs: 50, mostUnreadBytes: 200_000, patienceMs: 1_000 });
let latest: EventStream;

@Anyone()
@Controller('v1/ticks')
class TickController {
  @Get()
  ticks(@Res({ passthrough: true }) reply: StreamReply): Readable {
    latest = streams.open(caller, reply, () => '0:7');
    return latest.body;
  }
}

@Module({ controllers: [TickController], providers: [{ provide: EventStreams, useValue: streams }] })
class TickModule {}

let app: NestFastifyApplication;
let url: string;
const sockets: Socket[] = [];
beforeAll(async () => {
  const logger = createLogger({ service: 'ticks', instance: 'ticks-1', level: 'silent' });
  const parts = { title: 'Ticks', description: 'Ticks.', logger, keys: { find: () => undefined }, docsPage: false };
  app = await createHttp(TickModule, parts);
  await app.listen(0, '127.0.0.1');
  url = `${await app.getUrl()}/v1/ticks`;
});
afterAll(() => sockets.forEach((socket) => socket.destroy()));

/** A client that asks and then reads nothing. */
async function aSilentClient(): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.pause();
  const before = streams.count;
  socket.write('GET /v1/ticks HTTP/1.1\r\nhost: localhost\r\n\r\n');
  await waitUntil(() => streams.count > before || undefined, {
    everyMs: 10,
    withinMs: 5_000,
    otherwise: () => 'the stream did not open',
  });
  return socket;
}

describe('streams over HTTP', () => {
  it('begin at once, carry events, and say that they live and where to go on', async () => {
    const client = await listen(url, 'any');
    expect(client.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    latest.send({ id: '0:8', event: 'tick', data: '{"no":1}' });
    expect(await client.until(({ event }) => event === 'tick')).toEqual({ id: '0:8', event: 'tick', data: { no: 1 } });
    await wait(200);
    expect(client.comments.length).toBeGreaterThan(0);
    expect(client.lastEventId()).toBe('0:7');
    await client.leave();
  });

  it('notice that a client has left', async () => {
    const client = await listen(url, 'any');
    const stream = latest;
    await client.leave();
    await waitUntil(() => stream.over.aborted || undefined, {
      everyMs: 10,
      withinMs: 5_000,
      otherwise: () => 'the stream goes on',
    });
  });

  it('cut off a client that reads nothing, with bounded memory, and let go of its connection', async () => {
    const socket = await aSilentClient();
    const stream = latest;
    let sentBytes = 0;
    const data = 'x'.repeat(10_000);
    for (; stream.send({ data }); sentBytes += data.length) {
      expect(stream.body.readableLength).toBeLessThanOrEqual(200_000);
      await wait(0);
    }
    // Some megabytes fit into the sockets; what stands here never did.
    expect(sentBytes).toBeGreaterThan(100_000);
    await waitUntil(() => stream.body.destroyed || undefined, {
      everyMs: 20,
      withinMs: 5_000,
      otherwise: () => 'the stream is kept',
    });
    socket.resume();
    if (!socket.destroyed) await once(socket, 'close');
  });

  it('end when the service stops, which does not wait for them', async () => {
    const client = await listen(url, 'any');
    const silent = await aSilentClient();
    const begun = performance.now();
    await closeHttp(app);
    expect(performance.now() - begun).toBeLessThan(3_500);
    await client.ended;
    expect(client.comments.at(-1)).toMatch(/^The service is stopping\./);
    silent.destroy();
  });
});
