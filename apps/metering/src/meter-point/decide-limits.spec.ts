import { describe, expect, it } from '@jest/globals';
import { accepted, already, refused } from '#libs/decision';
import { watts } from '#libs/units';
import { aPlant, aPortfolio, aSeller } from '../../../../test/support/a-booking.js';
import { decideLimits } from './decide-limits.js';
import type { Side } from './side.js';

const portfolio = { ...aPortfolio(aSeller, 4000), sequence: 3 };
const changed = accepted({ ...portfolio, injectionW: watts(1), consumptionW: watts(2), sequence: 4 });

describe("a portfolio's limits", () => {
  it.each<[string, Side | undefined, number, number, number | undefined, ReturnType<typeof decideLimits>]>([
    ['no portfolio', undefined, 1, 2, undefined, refused('unknown portfolio')],
    ['a meter point', aPlant(), 1, 2, undefined, refused('unknown portfolio')],
    ['the same limits', portfolio, 4000, 4000, undefined, already()],
    ['the same limits, set meanwhile', portfolio, 4000, 4000, 2, already()],
    ['other limits', portfolio, 1, 2, undefined, changed],
    ['the version that was seen', portfolio, 1, 2, 3, changed],
    [
      'a later version than was seen',
      portfolio,
      1,
      2,
      2,
      refused('changed since it was seen', { seenVersion: 2, version: 3 }),
    ],
  ])('where there is %s', (_, known, injectionW, consumptionW, seen, decision) => {
    const limits = { injectionLimitW: watts(injectionW), consumptionLimitW: watts(consumptionW) };
    expect(decideLimits(known, limits, seen)).toEqual(decision);
  });
});
