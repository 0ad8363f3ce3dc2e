import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { kafkaWire } from './kafka-wire.js';

function request(key: number, body: string): Buffer {
  const head = Buffer.alloc(12);
  head.writeInt32BE(8 + body.length, 0);
  head.writeInt16BE(key, 4);
  return Buffer.concat([head, Buffer.from(body)]);
}

describe('the requests of Kafka', () => {
  it('are named by their keys, however they are cut into pieces, and each is answered by a frame', () => {
    const said = [request(18, ''), request(0, 'x'.repeat(500)), request(8, '\0\0\0\x08\0\0'), request(99, 'y')];
    const whole = Buffer.concat(said);
    fc.assert(
      fc.property(fc.array(fc.nat(whole.length), { maxLength: 20 }), (places) => {
        const at = [0, ...places.sort((a, b) => a - b), whole.length];
        const pieces = at.slice(1).map((end, index) => whole.subarray(at[index], end));
        const reader = kafkaWire.requests();
        const frames = pieces.flatMap((piece) => reader.take(piece));
        expect(frames.map(({ asks }) => asks)).toEqual(['ApiVersions', 'Produce', 'OffsetCommit', 'request 99']);
        expect(frames.map(({ bytes }) => bytes.toString('hex'))).toEqual(said.map((bytes) => bytes.toString('hex')));
        const walk = kafkaWire.answers();
        expect(pieces.flatMap((piece) => walk.take(piece)).length).toBe(said.length);
      }),
    );
  });
});
