import { describe, expect, it } from '@jest/globals';
import { decideRepeat, tradeIdAt } from './submission.js';

const requestId = '01a1fb8d-1086-76c1-88df-dff055649abc';
const known = { caller: 'anyone', key: 'k', digest: 'one', results: [{ tradeId: requestId }] };

describe('a request under an idempotency key', () => {
  it.each([
    ['is new under a new key', undefined, 'one', { answer: 'accepted', what: 'new' }],
    ['is answered from the first with the same payload', known, 'one', { answer: 'again', results: known.results }],
    [
      'is refused with another payload',
      known,
      'two',
      { answer: 'refused', because: { reason: 'same key, different payload' } },
    ],
  ])('%s', (_case, earlier, digest, answer) => {
    expect(decideRepeat(earlier, digest)).toEqual(answer);
  });

  it('gives its 500 trades ids that are UUIDs, all different, in order', () => {
    const ids = Array.from({ length: 500 }, (_, index) => tradeIdAt(requestId, index));
    expect(new Set(ids).size).toBe(500);
    expect(ids).toEqual(ids.toSorted());
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
