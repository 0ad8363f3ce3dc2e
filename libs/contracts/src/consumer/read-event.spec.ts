import { describe, expect, it } from '@jest/globals';
import { eventExamples } from '../event-examples.js';
import { publicEvents } from '../public-events.js';
import { anEventRecord } from '../../../../test/support/an-event-record.js';
import type { KafkaRecord } from './kafka-record.js';
import { readEvent } from './read-event.js';

const cleared = 'gridsaga.trade.cleared.v1';

describe('a record of a public topic', () => {
  it.each(publicEvents.map(({ contract }) => contract.type))('%s is read, its data as it travelled', (type) => {
    const record = anEventRecord(type, 'a subject');
    const read = readEvent(record);
    expect(read).toEqual({
      event: {
        ...{ id: 'a subject/1', type, source: '/gridsaga/any', subject: 'a subject' },
        ...{ time: '2026-05-01T10:00:00.000Z', sequence: eventExamples[type].sequence, data: eventExamples[type] },
        ...{ topic: record.topic, partition: 1, offset: '7' },
      },
    });
  });

  it('is told apart by its type', () => {
    const read = readEvent(anEventRecord(cleared, 'a'));
    const price = 'event' in read && read.event.type === cleared ? read.event.data.priceCentsPerMWh : undefined;
    expect(price).toBe(5000);
  });

  it('may say more than this version knows', () => {
    const data = { ...eventExamples[cleared], weather: 'fair' };
    expect(readEvent({ ...anEventRecord(cleared, 'a'), value: JSON.stringify(data) })).toMatchObject({
      event: { data: { weather: 'fair' } },
    });
  });

  it.each(publicEvents.map(({ contract }) => contract.type))('%s may say more in every object within it', (type) => {
    const more = (_: string, value: unknown): unknown =>
      value !== null && typeof value === 'object' && !Array.isArray(value) ? { ...value, weather: 'fair' } : value;
    const value = JSON.stringify(eventExamples[type], more);
    const read = readEvent({ ...anEventRecord(type, 'a'), value });
    expect(read).toMatchObject({ event: { data: JSON.parse(value) as object } });
  });

  const without = (name: string): KafkaRecord => anEventRecord(cleared, 'a', { [name]: '' });

  it.each<[string, KafkaRecord, object]>([
    ['without an id', without('ce_id'), { drop: 'no CloudEvent' }],
    ['without a subject', without('ce_subject'), { drop: 'no CloudEvent' }],
    ['without the version of CloudEvents', without('ce_specversion'), { drop: 'no CloudEvent' }],
    [
      'of another version of CloudEvents',
      anEventRecord(cleared, 'a', { ce_specversion: '2.0' }),
      { drop: 'no CloudEvent' },
    ],
    [
      'of a type that is not known',
      anEventRecord(cleared, 'a', { ce_type: 'gridsaga.trade.cleared.v2' }),
      { unknown: 'gridsaga.trade.cleared.v2' },
    ],
    [
      'of a type of another topic',
      { ...anEventRecord(cleared, 'a'), topic: 'trading.parties.v1' },
      { unknown: cleared },
    ],
    ['without a value', { ...anEventRecord(cleared, 'a'), value: null }, { drop: 'breaks its contract' }],
    ['that is no JSON', { ...anEventRecord(cleared, 'a'), value: '{' }, { drop: 'breaks its contract' }],
    [
      'with energy as text',
      { ...anEventRecord(cleared, 'a'), value: JSON.stringify({ ...eventExamples[cleared], energyWh: '1' }) },
      { drop: 'breaks its contract', says: expect.stringMatching(/^trading\.trades\.v1 1:7.*\/energyWh/) },
    ],
  ])('%s', (_, record, expected) => {
    expect(readEvent(record)).toMatchObject(expected);
  });
});
