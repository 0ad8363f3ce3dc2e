import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseStrictJson } from '#libs/strict-json';
import type { ParkedRow } from './parked-message.js';
import { readParcel } from './read-record.js';
import { oldestRequeueDays, sendAgain } from './send-again.js';

const dayMs = 86_400_000;
const wall = Date.parse('2026-05-01T12:00:00Z');
const parcel = { id: '0198c0de-0000-7000-8000-000000000001', source: 'any-1', wall };
const commands = { partitions: 4, reads: 'parcels' } as const;
const events = { partitions: 4, reads: 'events' } as const;

const parked = (other: Partial<ParkedRow>): ParkedRow => ({
  ...{ id: '17', kind: 'message', topic: 'any.commands.v1', partition: 3, offset: '5', parcel: null, index: null },
  ...{ commandId: null, sagaId: null, reason: 'a bug', stack: null, body: '{}', parkedAt: new Date(wall - dayMs) },
  ...{ state: 'parked', settledAt: null, settledBy: null, settledWhy: null, settledIn: null, version: 1 },
  ...other,
});

/** The parcel that is sent, as its consumer reads it. */
const sent = (row: ParkedRow) => {
  const again = sendAgain(row, commands, parcel);
  if (again.answer !== 'accepted' || !again.what) throw new Error(JSON.stringify(again));
  const { body, ...where } = again.what;
  const read = readParcel({ topic: row.topic, partition: 0, offset: '0', value: Buffer.from(body) }, wall);
  if (!read.ok) throw new Error(read.reason);
  return { ...where, ...read.what };
};

/** Anything that a message can be once its parcel was read. */
const readable = fc.json().filter((body) => parseStrictJson(body).ok);

const place = { id: '17', topic: 'any.commands.v1', partition: 3 };

describe('a parked message that is requeued', () => {
  it('travels in a new parcel, as it was, to the partition that it came from', () => {
    fc.assert(
      fc.property(readable, (body) => {
        const { messages, id, at, source, ...where } = sent(parked({ body, index: 2 }));
        expect(JSON.stringify(messages)).toBe(JSON.stringify([JSON.parse(body)]));
        expect({ id, at, source }).toEqual({ id: parcel.id, at: '2026-05-01T12:00:00.000Z', source: 'any-1' });
        expect(where).toEqual({ topic: place.topic, partition: 3, open: false });
      }),
      { numRuns: 100 },
    );
  });

  it('takes the messages of a record along that reads as a parcel now', () => {
    const body = JSON.stringify({ id: 'no uuid', at: '2026-04-01T00:00:00Z', messages: [{ n: 1 }, { n: 2 }] });
    expect(sent(parked({ kind: 'record', body }))).toMatchObject({ id: parcel.id, messages: [{ n: 1 }, { n: 2 }] });
  });

  it('is sent as it was when they are records that the broker refused', () => {
    const row = parked({ kind: 'unsent records', body: 'as it was', offset: '-9' });
    expect(sendAgain(row, { partitions: 4 }, parcel)).toEqual({
      answer: 'accepted',
      what: { ...place, open: true, body: 'as it was' },
    });
  });

  it('has a head of its own time when it is a parcel that the broker refused: its reader forgets old ones', () => {
    const body = '{"id":"old","source":"x","at":"2026-01-01T00:00:00.000Z","messages":[{"id":"a"}]}';
    const again = sendAgain(parked({ kind: 'unsent parcel', body, offset: '-9' }), { partitions: 4 }, parcel);
    const sent = again.answer === 'accepted' ? again.what : undefined;
    expect(JSON.parse(sent?.body ?? '')).toEqual({
      ...{ id: parcel.id, source: parcel.source, at: new Date(parcel.wall).toISOString() },
      messages: [{ id: 'a' }],
    });
  });

  it('sends nothing when it is an event, however old', () => {
    const row = parked({ kind: 'event', parkedAt: new Date(0) });
    expect(sendAgain(row, events, parcel)).toEqual({ answer: 'accepted', what: undefined });
  });

  const aged = (days: number) => ({ parkedAt: new Date(wall - days * dayMs) });
  const aParcel = (other: object) => JSON.stringify({ id: 'x', messages: [1], ...other });

  it.each<[string, Partial<ParkedRow>, Parameters<typeof sendAgain>[1], object]>([
    [
      'its topic is gone',
      {},
      undefined,
      { reason: 'no such partition', topic: place.topic, partition: 3, partitions: 0 },
    ],
    ['its partition is gone', {}, { ...commands, partitions: 3 }, { reason: 'no such partition', partitions: 3 }],
    ['nobody reads its topic', {}, { partitions: 4 }, { reason: 'nobody reads it', topic: place.topic }],
    ['it is too old', aged(oldestRequeueDays), commands, { reason: 'too old', ageDays: 90, mostDays: 90 }],
    ['the parcel is too old', { kind: 'unsent parcel', ...aged(91) }, commands, { reason: 'too old', ageDays: 91 }],
    [
      'the record was written too long ago',
      { kind: 'record', body: aParcel({ at: '2026-01-01T00:00:00Z' }) },
      commands,
      { reason: 'too old', ageDays: 120 },
    ],
    ['the record was empty', { kind: 'record', body: '' }, commands, { reason: 'no parcel' }],
    ['the record is no JSON', { kind: 'record', body: '{"id":' }, commands, { reason: 'no parcel' }],
    ['the record is null', { kind: 'record', body: 'null' }, commands, { reason: 'no parcel' }],
    ['the record has no messages', { kind: 'record', body: '{"messages":[]}' }, commands, { reason: 'no parcel' }],
    [
      'bytes of it were lost',
      { kind: 'record', body: aParcel({ x: '\uFFFD' }) },
      commands,
      { reason: 'bytes were lost' },
    ],
    ['it is no readable event', { kind: 'record', body: aParcel({}) }, events, { reason: 'no event' }],
  ])('is refused where %s', (_, other, topic, because) => {
    expect(sendAgain(parked(other), topic, parcel)).toEqual({
      answer: 'refused',
      because: expect.objectContaining(because),
    });
  });

  it('is sent up to the last moment before that', () => {
    const row = parked({ parkedAt: new Date(wall - oldestRequeueDays * dayMs + 1) });
    expect(sendAgain(row, commands, parcel)).toMatchObject({ answer: 'accepted' });
  });
});
