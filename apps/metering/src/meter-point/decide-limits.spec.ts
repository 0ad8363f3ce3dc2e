import { describe, expect, it } from '@jest/globals';
import { accepted, already, refused } from '#libs/decision';
import { watts } from '#libs/units';
import { aPlant, aPortfolio, aSeller } from '../../../../test/support/a-booking.js';
import { decideLimits } from './decide-limits.js';
import type { Side } from './side.js';

const portfolio = aPortfolio(aSeller, 4000);

describe("a portfolio's limits", () => {
  it.each<[string, Side | undefined, number, number, ReturnType<typeof decideLimits>]>([
    ['no portfolio', undefined, 1, 2, refused('unknown portfolio')],
    ['a meter point', aPlant(), 1, 2, refused('unknown portfolio')],
    ['the same limits', portfolio, 4000, 4000, already()],
    [
      'other limits',
      portfolio,
      1,
      2,
      accepted({ ...portfolio, injectionW: watts(1), consumptionW: watts(2), sequence: 2 }),
    ],
  ])('where there is %s', (_, known, injectionW, consumptionW, decision) => {
    const limits = { injectionLimitW: watts(injectionW), consumptionLimitW: watts(consumptionW) };
    expect(decideLimits(known, limits)).toEqual(decision);
  });
});
