import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { inboxDays } from './inbox.js';
import { type ConsumedRecord, readEvent, readParcel } from './read-record.js';

const wall = Date.UTC(2026, 4, 1, 12);
const dayMs = 86_400_000;
const id = '0198c0de-0000-7000-8000-000000000001';
const parcel = { id, source: 'trading-1', at: new Date(wall).toISOString(), messages: [{ type: 'any' }] };

const recordOf = (value: unknown, headers?: ConsumedRecord['headers']): ConsumedRecord => ({
  ...{ topic: 'commands.v1', partition: 0, offset: '7', ...(headers && { headers }) },
  value:
    value === null || Buffer.isBuffer(value)
      ? value
      : Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
});

const text = JSON.stringify(parcel);
const inside = (message: string): string => text.replace('{"type":"any"}', message);
const writtenAt = (at: unknown): object => ({ ...parcel, at });
const ago = (ms: number): string => new Date(wall - ms).toISOString();

describe('a parcel', () => {
  it('is read as it was written', () => {
    expect(readParcel(recordOf(parcel), wall)).toEqual({ ok: true, what: parcel });
  });

  it.each<[string, unknown, string]>([
    ['that is null', null, 'the record is empty'],
    ['that is empty', '', 'the record is empty'],
    ['that was truncated', text.slice(0, 60), 'is not JSON'],
    ['that is not UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), 'the record is not UTF-8'],
    ['with a key twice', text.replace('{', `{"id":"${id}",`), "stands twice at '/id'"],
    ['with a key twice in a message', inside('{"a":1,"a":2}'), "stands twice at '/messages/0/a'"],
    ['with __proto__', inside('{"__proto__":{}}'), 'may not be used as a key'],
    ['with 1e400', inside('{"energyWh":1e400}'), 'is a number beyond every range'],
    ['with an integer beyond 2^53', inside('{"energyWh":9007199254740993}'), 'is an integer beyond 2^53'],
    ['that is a depth bomb', inside('['.repeat(100_000) + ']'.repeat(100_000)), 'is nested deeper'],
    ['that is a text', '"parcel"', 'a parcel is an object'],
    ['that is JSON null', 'null', 'a parcel is an object'],
    ['without an id', { ...parcel, id: undefined }, 'no id of UUID form'],
    ['whose id is no UUID', { ...parcel, id: '1; DROP TABLE inbox' }, 'no id of UUID form'],
    ['without a time', writtenAt(undefined), 'does not say when'],
    ['whose time is a number', writtenAt(wall), 'does not say when'],
    ['whose time is no instant', writtenAt('2026-13-01T00:00:00Z'), 'does not say when'],
    [
      'that the inbox may have forgotten',
      writtenAt(ago((inboxDays - 1) * dayMs + 1)),
      'older than the inbox remembers',
    ],
    ['from the future', writtenAt(ago(-dayMs - 1)), 'comes from the future'],
    ['without messages', { ...parcel, messages: [] }, 'has no messages'],
    ['whose messages are no list', { ...parcel, messages: { 0: {} } }, 'has no messages'],
    ['of a hundred thousand messages', { ...parcel, messages: Array(100_000).fill(0) }, 'more than 1000 messages'],
  ])('%s is refused', (_, value, reason) => {
    expect(readParcel(recordOf(value), wall)).toEqual({ ok: false, reason: expect.stringContaining(reason) });
  });

  it.each([(inboxDays - 1) * dayMs, 0, -dayMs])('that was written %d ms ago is read', (ms) => {
    expect(readParcel(recordOf(writtenAt(ago(ms))), wall).ok).toBe(true);
  });

  it('is read or refused with a reason, whatever the bytes', () => {
    const bytes = fc.oneof(
      fc.uint8Array(),
      fc.json().map((json) => Buffer.from(json)),
    );
    fc.assert(
      fc.property(bytes, (value) => {
        const read = readParcel(recordOf(Buffer.from(value)), wall);
        expect(read.ok || read.reason.length > 0).toBe(true);
      }),
    );
  });
});

describe('an event', () => {
  const headers = { ce_id: 'trade-1/1', ce_type: 'trade.cleared.v1', ce_subject: 'trade-1', ce_time: ago(0) };

  it('is read from its headers and its body, whether headers are bytes or text', () => {
    const what = { id: 'trade-1/1', type: 'trade.cleared.v1', subject: 'trade-1', time: ago(0), data: { sequence: 1 } };
    const asBytes = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Buffer.from(value)]));
    expect(readEvent(recordOf({ sequence: 1 }, headers))).toEqual({ ok: true, what });
    expect(readEvent(recordOf({ sequence: 1 }, asBytes))).toEqual({ ok: true, what });
  });

  it.each(['ce_id', 'ce_type', 'ce_subject', 'ce_time'])('without the header %s is refused', (name) => {
    expect(readEvent(recordOf({}, { ...headers, [name]: undefined })).ok).toBe(false);
  });

  it('without headers or with a body that cannot be read is refused', () => {
    expect(readEvent(recordOf({})).ok).toBe(false);
    expect(readEvent(recordOf('{"a":1', headers))).toMatchObject({
      ok: false,
      reason: expect.stringContaining('not JSON'),
    });
  });
});
