import { describe, expect, it } from '@jest/globals';
import { aboutBatch, aboutMessage, aboutRecord, traceIdOf } from './about-message.js';
import type { Task } from './shell.js';

const work = { name: 'settlement.commands' } as Task['work'];
const place = { topic: 'commands.v1', partition: 2, offset: '17', index: 3 };
const traceId = '0af7651916cd43dd8448eb211c80319c';
const traceparent = `00-${traceId}-b7ad6b7169203331-01`;

describe('a log line about a message', () => {
  it('names work, place, parcel, command, saga and trace', () => {
    const message = { id: 's-1/hold funds/do', sagaId: 's-1', type: 'settlement.hold-funds.v1', body: { secret: 1 } };
    expect(aboutMessage({ work, message, place, parcel: 'p-1', traceparent })).toEqual({
      ...{ work: 'settlement.commands', ...place, parcel: 'p-1', traceId },
      ...{ commandId: 's-1/hold funds/do', sagaId: 's-1' },
    });
  });

  it('names the saga that a reply goes to, and the command that it answers', () => {
    const message = { id: 's-1/hold funds/do/reply', key: 's-1', re: 's-1/hold funds/do' };
    expect(aboutMessage({ work, message })).toMatchObject({ commandId: 's-1/hold funds/do', sagaId: 's-1' });
  });

  it.each([null, 17, 'text', [], {}, { id: 1, sagaId: {} }])(
    'of which nothing can be read has no ids: %j',
    (message) => {
      expect(aboutMessage({ work, message, place })).toEqual({ work: 'settlement.commands', ...place });
    },
  );
});

describe('a log line about a record', () => {
  it('names its place and nothing that it lacks', () => {
    const parked = { kind: 'record', ...{ topic: 't', partition: 0, offset: '5', parcel: null, index: null } } as const;
    const rest = { commandId: null, sagaId: null, reason: 'empty', stack: null, body: '' };
    expect(aboutRecord({ parked: { ...parked, ...rest }, because: { reason: 'empty' } })).toEqual({
      ...{ topic: 't', partition: 0, offset: '5' },
    });
  });
});

describe('a log line about a batch', () => {
  it('counts its messages and names its first ten parcels', () => {
    const arrived = Array.from({ length: 12 }, (_, at) => ({ id: `p-${at}`, at: '2026-05-01T12:00:00Z' }));
    const { messages, parcels } = aboutBatch({ tasks: [{ work, message: 1 }], arrived });
    expect([messages, (parcels as string[]).length]).toEqual([1, 10]);
  });
});

describe("a trace's id", () => {
  it.each([
    [traceparent, traceId],
    [undefined, undefined],
    ['', undefined],
    ['00-short-b7ad6b7169203331-01', undefined],
  ])('in %s is %s', (text, id) => {
    expect(traceIdOf(text)).toBe(id);
  });
});
