import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { eventExamples } from '../event-examples.js';
import { anEventRecord } from '../../../../test/support/an-event-record.js';
import { boundedMemory } from './event-memory.js';
import { eventReader } from './event-reader.js';
import type { KafkaRecord } from './kafka-record.js';

const type = 'gridsaga.portfolio.changed.v1';

const record = (sequence: number, subject = 'a', id = `${subject}/${sequence}`): KafkaRecord =>
  anEventRecord(type, subject, { ce_id: id }, { ...eventExamples[type], sequence });

describe('a reader', () => {
  it('takes an event until it was handled, then drops its repeats', async () => {
    const reader = eventReader();
    const first = await reader.take(record(1));
    expect(await reader.take(record(1))).toEqual(first);
    if (!('event' in first)) throw new Error('the first one is an event');
    await reader.handled(first.event);
    expect(await reader.take(record(1))).toMatchObject({ drop: 'handled before' });
    expect(await reader.take(record(2))).toMatchObject({ event: { sequence: 2 } });
    expect(await reader.take(record(1, 'b'))).toMatchObject({ event: { subject: 'b' } });
  });

  it('drops what its subject is past', async () => {
    const memory = boundedMemory();
    await memory.remember(record(1).topic, 'a', { id: 'a/3', sequence: 3 });
    const reader = eventReader(memory);
    expect(await reader.take(record(2))).toEqual({ drop: 'overtaken', says: 'a/2 has sequence 2, a is at 3' });
    expect(await reader.take(record(3, 'a', 'another'))).toMatchObject({ drop: 'overtaken' });
  });

  it('passes on what is no event of its kind', async () => {
    const reader = eventReader();
    expect(await reader.take({ ...record(1), value: '{' })).toMatchObject({ drop: 'breaks its contract' });
    expect(await reader.take({ ...record(1), topic: 'trading.trades.v1' })).toEqual({ unknown: type });
  });

  it('handles each event of a subject once and in order, however often the log is read again from anywhere', async () => {
    const rereads = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(rereads, async (starts) => {
        const reader = eventReader();
        const handled: number[] = [];
        for (const from of [0, ...starts]) {
          for (let sequence = from + 1; sequence <= 10; sequence += 1) {
            const taken = await reader.take(record(sequence));
            if (!('event' in taken)) continue;
            handled.push(taken.event.sequence);
            await reader.handled(taken.event);
          }
        }
        expect(handled).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      }),
    );
  });
});
