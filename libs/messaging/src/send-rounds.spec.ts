import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { laneName, type OutboxRow } from './outbox-lane.js';
import { refusedForGood, sendRounds } from './send-rounds.js';

const row = (id: number, partition: number, length: number): OutboxRow => ({
  ...{ id: String(id), topic: 'trades', partition, open: false, body: 'x'.repeat(length) },
});

describe('rounds of a send', () => {
  it('keep the order, lose nothing, and give no partition more than a record batch carries', () => {
    const sizes = fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 700_000 })), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(sizes, (all) => {
        const rows = all.map(([partition, length], id) => row(id, partition, length));
        const rounds = [...sendRounds(rows)];
        expect(rounds.flat()).toEqual(rows);
        for (const round of rounds)
          for (const lane of new Set(round.map(laneName))) {
            const bodies = round.filter((one) => laneName(one) === lane);
            const bytes = bodies.reduce((sum, { body }) => sum + body.length, 0);
            expect(bodies.length === 1 || bytes <= 800 * 1024).toBe(true);
          }
      }),
      { numRuns: 30 },
    );
  });
});

describe('a refusal', () => {
  it.each([
    [{ type: 'MESSAGE_TOO_LARGE' }, true],
    [{ cause: { type: 'INVALID_RECORD' } }, true],
    [{ type: 'NOT_ENOUGH_REPLICAS' }, false],
    [{ cause: { type: 'UNKNOWN_TOPIC_OR_PARTITION' } }, false],
    [new Error('a send to Kafka took longer than 4000 ms'), false],
    [undefined, false],
  ])('as %j is for good: %s', (error, forGood) => {
    expect(refusedForGood(error)).toBe(forGood);
  });
});
