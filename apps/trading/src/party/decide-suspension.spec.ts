import { describe, expect, it } from '@jest/globals';
import { instant } from '#libs/market';
import { aParty } from '../../../../test/support/a-trade.js';
import { decideSuspension } from './decide-suspension.js';

const earlier = instant(1_000);
const now = instant(2_000);
const free = aParty({ sequence: 7 });
const suspended = aParty({ sequence: 8, suspended: { why: 'no collateral', since: earlier } });

describe('a suspension', () => {
  it.each([
    ['keeps a party from trading, from now on', free, 'late payment', { why: 'late payment', since: now }, 8],
    [
      'keeps its beginning when its reason changes',
      suspended,
      'late payment',
      { why: 'late payment', since: earlier },
      9,
    ],
    ['ends', suspended, null, null, 9],
  ])('%s, and counts as an event', (_case, known, why, expected, sequence) => {
    expect(decideSuspension(known, why, now)).toEqual({
      answer: 'accepted',
      what: { ...known, suspended: expected, sequence },
    });
  });

  it.each([
    ['for the same reason is there already', suspended, 'no collateral', 'already'],
    ['of nobody is no news when it ends', free, null, 'already'],
    ['of a party that nobody registered is refused', undefined, 'late payment', 'refused'],
  ])('%s', (_case, known, why, answer) => {
    expect(decideSuspension(known, why, now).answer).toBe(answer);
  });
});
