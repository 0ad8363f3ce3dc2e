import { describe, expect, it } from '@jest/globals';
import { LatelyRefused } from './lately-refused.js';

const noMoney = { reason: 'not enough free money', party: 'poor', neededEur: '7.00' };

describe('whose trades were refused lately', () => {
  it('are those that the refusal names, and no others of the trade', () => {
    const lately = new LatelyRefused();
    lately.refused(['rich', 'poor', 'rich/area', 'poor/area'], noMoney, 0);
    expect(lately.isSuspect(['other', 'poor'], 1)).toBe(true);
    expect(lately.isSuspect(['rich', 'other'], 1)).toBe(false);
  });

  it('is nobody where the refusal names none of the rows', () => {
    const lately = new LatelyRefused();
    lately.refused(['rich', 'poor'], { reason: 'gate closed', closedAt: 'poor man' }, 0);
    expect(lately.isSuspect(['rich', 'poor'], 1)).toBe(false);
  });

  it.each([
    [59_999, true],
    [60_000, false],
  ])('is remembered after %s ms: %s', (afterMs, suspect) => {
    const lately = new LatelyRefused();
    lately.refused(['poor'], noMoney, 1_000);
    expect(lately.isSuspect(['poor'], 1_000 + afterMs)).toBe(suspect);
  });

  it('is over with the first trade that is accepted', () => {
    const lately = new LatelyRefused();
    lately.refused(['poor'], noMoney, 0);
    lately.accepted(['rich', 'poor']);
    expect(lately.isSuspect(['poor'], 1)).toBe(false);
  });

  it.each([
    ['at once when none went lately', 1, 1_200, true],
    ['not while others have just gone', 9, 1_199, false],
    ['as soon as they fill a global transaction', 10, 1_001, true],
    ['not where there are none', 0, 9_000, false],
  ])('are gathered %s', (_, suspects, now, may) => {
    const lately = new LatelyRefused();
    expect(lately.mayGather(1, 10, 1_000)).toBe(true);
    expect(lately.mayGather(suspects, 10, now)).toBe(may);
  });

  it('are the last ten thousand', () => {
    const lately = new LatelyRefused();
    for (let at = 0; at <= 10_000; at += 1) lately.refused([`p${at}`], { reason: 'r', party: `p${at}` }, at);
    expect([lately.isSuspect(['p0'], 10_000), lately.isSuspect(['p1'], 10_000)]).toEqual([false, true]);
  });
});
