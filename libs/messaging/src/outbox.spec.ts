import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Command, Outgoing, Parcel, RawRecord } from './message.js';
import { toEveryone, toParticipant } from './message.js';
import { Outbox } from './outbox.js';
import { readRecordLines } from './record-lines.js';
import { partitionOf } from './partition.js';
import type { Transaction } from './work.js';

interface Row {
  readonly topic: string;
  readonly partition: number;
  readonly open: boolean;
  readonly body: string;
}

const wall = Date.UTC(2026, 4, 1, 12);
const partitions = 4;

const command = (key: string, body: unknown = {}): Command => ({
  ...{ id: `${key}/step/do`, type: 'any.v1', key, sagaId: key, attempt: 1, replyTo: 'replies.v1', body },
});

/** The rows that a transaction would have written. */
async function appended(sent: readonly Outgoing[], traceparent?: string): Promise<Row[]> {
  const rows: Row[] = [];
  const tx: Transaction = {
    onEnd: () => undefined,
    async query<Answer>(_name: string, _text: string, values: readonly unknown[] = []) {
      for (let at = 0; at < values.length; at += 4) {
        const [topic, partition, open, body] = values.slice(at, at + 4) as [string, number, boolean, string];
        rows.push({ topic, partition, open, body });
      }
      return [] as Answer[];
    },
  };
  await new Outbox('trading-1', () => partitions, 'trading').append(tx, sent, wall, traceparent);
  return rows;
}

const messagesIn = (row: Row): unknown[] =>
  row.open ? readRecordLines(row.body) : [...(JSON.parse(row.body) as Parcel).messages];

describe('the outbox', () => {
  it('writes nothing when nothing is sent', async () => {
    expect(await appended([])).toEqual([]);
  });

  it('puts two hundred commands for one partition into one parcel', async () => {
    const [row, ...more] = await appended(
      Array.from({ length: 200 }, (_, n) => toParticipant('commands.v1', { ...command('a'), attempt: n })),
      '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    );
    expect(more).toEqual([]);
    expect(row).toMatchObject({ topic: 'commands.v1', partition: partitionOf('a', partitions), open: false });
    expect(JSON.parse(row?.body ?? '')).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
      source: 'trading-1',
      at: '2026-05-01T12:00:00.000Z',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      messages: { length: 200 },
    });
  });

  it('writes an event as CloudEvents in binary mode', async () => {
    const data = { state: 'cleared', sequence: 3 };
    const [row] = await appended([
      toEveryone('trades.v1', { id: 'e-1', type: 'trade.cleared.v1', subject: 't-1', data }),
    ]);
    const [record] = messagesIn(row as Row) as RawRecord[];
    expect(row?.open).toBe(true);
    expect(record).toEqual({
      key: 't-1',
      value: JSON.stringify(data),
      headers: {
        ce_specversion: '1.0',
        ce_id: 'e-1',
        ce_type: 'trade.cleared.v1',
        ce_source: '/gridsaga/trading',
        ce_subject: 't-1',
        ce_time: '2026-05-01T12:00:00.000Z',
        'content-type': 'application/json',
      },
    });
  });

  it('gives an event the key that it names, and says so', async () => {
    const event = { id: 'e-1', type: 'paid-in.v1', subject: 'deposit-1', key: 'account-1', data: { sequence: 1 } };
    const [row] = await appended([toEveryone('transfers.v1', event)]);
    expect(row?.partition).toBe(partitionOf('account-1', partitions));
    expect((messagesIn(row as Row) as RawRecord[])[0]).toMatchObject({
      key: 'account-1',
      headers: { ce_subject: 'deposit-1', ce_partitionkey: 'account-1' },
    });
  });

  it('starts another parcel above 400 messages', async () => {
    const rows = await appended(Array.from({ length: 1001 }, () => toParticipant('commands.v1', command('a'))));
    expect(rows.map((row) => messagesIn(row).length)).toEqual([400, 400, 201]);
    expect(new Set(rows.map(({ body }) => (JSON.parse(body) as Parcel).id)).size).toBe(3);
  });

  it('keeps a row below what one send may carry, and a message that is larger by itself alone', async () => {
    const sizes = [200_000, 100_000, 2_000_000, 1, 1];
    const rows = await appended(sizes.map((size) => toParticipant('commands.v1', command('a', '€'.repeat(size)))));
    expect(rows.map((row) => messagesIn(row).length)).toEqual([1, 1, 1, 2]);
    const small = rows.filter((_, at) => at !== 2).map(({ body }) => Buffer.byteLength(body));
    expect(Math.max(...small)).toBeLessThan(800 * 1024);
  });

  it('loses, doubles and reorders nothing within a lane, for all that is sent', async () => {
    const outgoing = fc.tuple(fc.constantFrom('commands.v1', 'replies.v1'), fc.string(), fc.boolean());
    await fc.assert(
      fc.asyncProperty(fc.array(outgoing, { maxLength: 60 }), async (all) => {
        const sent = all.map(([topic, key, open], n) =>
          open
            ? toEveryone(`${topic}.public`, { id: `${n}`, type: 'any.v1', subject: key, data: { sequence: n } })
            : toParticipant(topic, { ...command(key), attempt: n }),
        );
        const numbers = (row: Row): number[] =>
          messagesIn(row).map((message) =>
            row.open ? Number((message as RawRecord).headers['ce_id']) : (message as Command).attempt,
          );
        const rows = await appended(sent);
        expect(rows.flatMap(numbers).sort((one, other) => one - other)).toEqual(all.map((_, n) => n));
        for (const row of rows) {
          expect(numbers(row)).toEqual(numbers(row).sort((one, other) => one - other));
          for (const n of numbers(row)) expect(partitionOf(all[n]?.[1] ?? '', partitions)).toBe(row.partition);
        }
      }),
      { numRuns: 50 },
    );
  });
});
