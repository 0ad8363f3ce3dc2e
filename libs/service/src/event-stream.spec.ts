import { describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { EventStream } from './event-stream.js';

/** Everything that a client reads until the stream ends. */
async function readAll(stream: EventStream): Promise<string> {
  let text = '';
  for await (const chunk of stream.body) text += String(chunk);
  return text;
}

describe('a stream of events', () => {
  it('begins with how to come back, and ends with what was sent last', async () => {
    const stream = new EventStream({ position: () => '0:7' });
    expect(stream.send({ id: '0:8', event: 'trade', data: '{}' })).toBe(true);
    stream.end('That was all.');
    expect(stream.over.aborted).toBe(true);
    expect(stream.send({ data: 'late' })).toBe(false);
    expect(await readAll(stream)).toBe(
      'retry: 2000\nid: 0:7\n\nid: 0:8\nevent: trade\ndata: {}\n\n: That was all.\n\n',
    );
  });

  it('says that it lives, and where a client would go on', async () => {
    let at = 1;
    const stream = new EventStream({ heartbeatMs: 10, position: () => `0:${at++}` });
    const reading = readAll(stream);
    await wait(100);
    stream.end();
    const text = await reading;
    expect(text).toMatch(/^retry: 2000\nid: 0:1\n\n: \nid: 0:2\n\n: \nid: 0:3\n\n/);
  });

  it('ends after a while, so that a key that was withdrawn is asked for again', async () => {
    const stream = new EventStream({ longestMs: 20 });
    const text = await readAll(stream);
    expect(text).toBe(
      'retry: 2000\n\n: Every stream ends after a while. Connect again with Last-Event-ID, and nothing is missed.\n\n',
    );
  });

  it('cuts off a client that leaves too much unread, and says how to go on', async () => {
    const stream = new EventStream({ mostUnreadBytes: 1000, patienceMs: 10_000 });
    let sent = 0;
    while (stream.send({ data: 'x'.repeat(100) })) sent += 1;
    expect(sent).toBe(9);
    const text = await readAll(stream);
    expect(text.match(/data/g)).toHaveLength(9);
    expect(text).toMatch(/: This client reads too slowly\..*Last-Event-ID.*\n\n$/);
  });

  it('lets go of a client that was cut off and never reads', async () => {
    const stream = new EventStream({ mostUnreadBytes: 1000, patienceMs: 20 });
    while (stream.send({ data: 'x'.repeat(100) }));
    await once(stream.body, 'close');
    expect(stream.body.destroyed).toBe(true);
  });

  it('waits for a slow client that reads', async () => {
    const stream = new EventStream({ patienceMs: 5_000 });
    stream.send({ data: 'x'.repeat(100_000) });
    const waiting = stream.drained();
    stream.body.resume();
    expect(await waiting).toBe(true);
    stream.end();
  });

  it('cuts off a client that reads nothing while it is waited for', async () => {
    const stream = new EventStream({ patienceMs: 20 });
    stream.send({ data: 'x'.repeat(100_000) });
    expect(await stream.drained()).toBe(false);
    expect(stream.over.aborted).toBe(true);
  });

  it('is over when its client leaves, also for whoever waits', async () => {
    const stream = new EventStream({ patienceMs: 5_000 });
    stream.send({ data: 'x'.repeat(100_000) });
    const waiting = stream.drained();
    stream.body.destroy();
    expect(await waiting).toBe(false);
    expect(stream.over.aborted).toBe(true);
  });
});
