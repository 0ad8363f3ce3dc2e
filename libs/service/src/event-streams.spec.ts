import { describe, expect, it } from '@jest/globals';
import type { Caller } from './caller.js';
import { EventStreams } from './event-streams.js';

const caller = (id: string): Caller => ({ id, name: id, role: 'operator', party: undefined });
const noReply = { header: () => undefined };

describe('the open streams of a service', () => {
  it('name themselves in the headers', () => {
    const headers = new Map<string, string>();
    const streams = new EventStreams();
    streams.open(caller('a'), { header: (name, value) => headers.set(name, value) });
    expect(headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(headers.get('cache-control')).toBe('no-store');
    streams.onModuleDestroy();
  });

  it('are at most fifty of one caller, and those that ended do not count', () => {
    const streams = new EventStreams();
    const first = streams.open(caller('a'), noReply);
    for (let i = 1; i < 50; i += 1) streams.open(caller('a'), noReply);
    expect(() => streams.open(caller('a'), noReply)).toThrow('a has 50 streams open; the most is 50.');
    streams.open(caller('b'), noReply);
    first.end();
    expect(streams.open(caller('a'), noReply).over.aborted).toBe(false);
    streams.onModuleDestroy();
  });

  it('are at most a thousand', () => {
    const streams = new EventStreams();
    for (let i = 0; i < 1000; i += 1) streams.open(caller(String(i)), noReply);
    expect(() => streams.open(caller('one more'), noReply)).toThrow('1000 streams are open');
    streams.onModuleDestroy();
  });

  it('end when the service stops, and none is opened then', () => {
    const streams = new EventStreams();
    const stream = streams.open(caller('a'), noReply);
    streams.onModuleDestroy();
    expect(stream.over.aborted).toBe(true);
    expect(streams.count).toBe(0);
    expect(() => streams.open(caller('a'), noReply)).toThrow('The service is stopping.');
  });
});
