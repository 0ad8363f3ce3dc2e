import { describe, expect, it } from '@jest/globals';
import { seededRandom } from '../../local/sample/seeded-random.js';
import { SeenEnds } from './seen-ends.js';

function findingsOf(states: readonly string[]): string[] {
  const findings: string[] = [];
  const seen = new SeenEnds((finding) => findings.push(finding));
  seen.taken('a');
  for (const state of states) seen.read('a', state);
  return findings;
}

describe('what is read of a trade', () => {
  it.each([
    [['pending', 'confirmed', 'cleared', 'cleared']],
    [['pending', 'rejected', 'rejected']],
    // A read that was sent earlier may be answered later.
    [['cleared', 'pending', 'cleared']],
  ])('may be %j', (states) => {
    expect(findingsOf(states)).toEqual([]);
  });

  it.each([
    [['missing'], /not found/],
    [['cleared', 'rejected'], /was cleared, and then rejected/],
    [['rejected', 'pending', 'cleared'], /was rejected, and then cleared/],
  ])('may not be %j', (states, finding) => {
    expect(findingsOf(states)).toEqual([expect.stringMatching(finding)]);
  });

  it('keeps the latest trades only', () => {
    const seen = new SeenEnds(() => undefined);
    for (let id = 0; id < 2_000; id += 1) seen.taken(String(id));
    const draw = seededRandom(1, 'reads');
    const drawn = Array.from({ length: 200 }, () => Number(seen.drawn(draw)));
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(1_500);
  });
});
