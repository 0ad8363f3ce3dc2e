import { describe, expect, it } from '@jest/globals';
import { Rows } from '#libs/messaging';
import { watts } from '#libs/units';
import { aPortfolio, aSeller } from '../../../../test/support/a-booking.js';
import { positionKey } from '../booking/position.js';
import type { Side } from '../meter-point/side.js';
import type { MeteringState } from '../store/metering.state.js';
import { setLimits } from './set-limits.work.js';

const portfolio = aPortfolio(aSeller, 4000);
const now = { wall: 0, market: 0 };
const ask = {
  key: portfolio.key,
  injectionLimitW: watts(5000),
  consumptionLimitW: watts(0),
  seen: 1,
  audit: { id: 'an id', who: 'operator:desk', why: 'A bigger plant.' },
};

const aState = (): MeteringState => ({
  parties: new Rows(({ eic }) => eic),
  sides: new Rows<Side>(({ key }) => key, [portfolio]),
  bookings: new Rows(({ id }) => id),
  positions: new Rows(({ side, quarterHour }) => positionKey(side, quarterHour)),
  audits: new Rows(({ id }) => id),
});

describe('setting limits', () => {
  it('keeps who did it, why, and what stood there before', () => {
    const state = aState();
    const { answer, send } = setLimits.decide(state, ask, now);
    expect(answer.answer).toBe('accepted');
    expect(send).toHaveLength(1);
    expect(state.audits.inserted()).toEqual([
      {
        ...{ id: 'an id', who: 'operator:desk', why: 'A bigger plant.', seen: 1 },
        ...{ action: 'set limits', of: `portfolio/${portfolio.key}` },
        details: {
          ...{ injectionLimitW: 5000, injectionLimitWBefore: 4000 },
          ...{ consumptionLimitW: 0, consumptionLimitWBefore: 4000 },
        },
      },
    ]);
  });

  it.each([
    ['is refused', { seen: 7 }],
    ['changes nothing', { injectionLimitW: watts(4000), consumptionLimitW: watts(4000) }],
  ])('keeps and tells nothing where it %s', (_, other) => {
    const state = aState();
    expect(setLimits.decide(state, { ...ask, ...other }, now).send).toEqual([]);
    expect(state.audits.inserted()).toEqual([]);
    expect(state.sides.updated()).toEqual([]);
  });
});
