import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import kafkajs from 'kafkajs';
import { partitionOf } from './partition.js';

const kafkasOwn = kafkajs.Partitioners.DefaultPartitioner();

const byKafka = (key: string, partitions: number): number =>
  kafkasOwn({
    topic: 'any',
    partitionMetadata: Array.from({ length: partitions }, (_, partitionId) => ({
      ...{ partitionId, partitionErrorCode: 0, leader: 1, replicas: [1], isr: [1] },
    })),
    message: { key, value: '' },
  });

describe('the partition of a key', () => {
  // From the unit test of Kafka's own Utils.murmur2: the hashes with their sign bit cleared.
  it.each([
    ['21', -973_932_308],
    ['foobar', -790_332_482],
    ['a-little-bit-long-string', -985_981_536],
    ['a-little-bit-longer-string', -1_486_304_829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58_897_971],
    ['abc', 479_470_107],
  ])('of %s comes from the hash %d', (key, murmur2) => {
    for (const partitions of [1, 4, 97, 2 ** 31 - 1])
      expect(partitionOf(key, partitions)).toBe((murmur2 & 0x7fffffff) % partitions);
  });

  it('is the one that any other client of Kafka finds, for all keys and counts', () => {
    const key = fc.oneof(fc.string({ minLength: 1, unit: 'binary', maxLength: 40 }), fc.uuid());
    fc.assert(
      fc.property(key, fc.integer({ min: 1, max: 200 }), (key, partitions) => {
        expect(partitionOf(key, partitions)).toBe(byKafka(key, partitions));
      }),
    );
  });
});
