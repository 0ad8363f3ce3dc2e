import { describe, expect, it } from '@jest/globals';
import { headersOf, type KafkaRecord, textOf } from './kafka-record.js';

const record = (headers: KafkaRecord['headers']): KafkaRecord => ({
  ...{ topic: 'any', partition: 0, offset: '0', value: null },
  ...(headers !== undefined && { headers }),
});
const bytes = (text: string): Buffer => Buffer.from(text);

describe('headers, as a client gives them', () => {
  it.each<[string, KafkaRecord['headers'], string | undefined]>([
    ['bytes by name (kafkajs)', { ce_id: bytes('a') }, 'a'],
    ['text by name', { ce_id: 'a' }, 'a'],
    ['a name that came twice (kafkajs)', { ce_id: [bytes('a'), bytes('b')] }, 'a'],
    ['a list of single headers (node-rdkafka)', [{ other: bytes('x') }, { ce_id: bytes('a') }], 'a'],
    ['a name twice in a list', [{ ce_id: bytes('a') }, { ce_id: bytes('b') }], 'a'],
    ['a map', new Map([['ce_id', 'a']]), 'a'],
    ['bytes that are no UTF-8', { ce_id: Buffer.from([0xff]) }, undefined],
    ['a name without a value', { ce_id: undefined }, undefined],
    ['an empty list of values', { ce_id: [] }, undefined],
    ['none', undefined, undefined],
    ['null', null, undefined],
  ])('%s', (_, headers, id) => {
    expect(textOf(headersOf(record(headers)).get('ce_id'))).toBe(id);
  });
});
