import { describe, expect, it } from '@jest/globals';
import { boundedMemory } from './event-memory.js';

const handled = (sequence: number) => ({ id: `${sequence}`, sequence });

describe('what a consumer remembers in memory', () => {
  it('is the last event of each subject, topic by topic', async () => {
    const memory = boundedMemory();
    await memory.remember('trades', 'a', handled(1));
    await memory.remember('trades', 'a', handled(2));
    await memory.remember('bookings', 'a', handled(1));
    expect(memory.last('trades', 'a')).toEqual(handled(2));
    expect(memory.last('bookings', 'a')).toEqual(handled(1));
    expect(memory.last('trades', 'b')).toBeUndefined();
  });

  it('is bounded: the subject that was heard of longest ago goes first', async () => {
    const memory = boundedMemory(2);
    for (const subject of ['a', 'b', 'a', 'c']) await memory.remember('trades', subject, handled(1));
    expect(['a', 'b', 'c'].map((subject) => memory.last('trades', subject))).toEqual([
      handled(1),
      undefined,
      handled(1),
    ]);
  });
});
