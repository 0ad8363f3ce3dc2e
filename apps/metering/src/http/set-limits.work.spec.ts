import { describe, expect, it } from '@jest/globals';
import { TryAgainLater } from '#libs/messaging';
import { watts } from '#libs/units';
import { aPortfolio, aSeller } from '../../../../test/support/a-booking.js';
import { aMeteringState } from '../../../../test/support/metering-state.js';
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

const aState = () => aMeteringState({ sides: [portfolio] });

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

  it('waits while the portfolio is in doubt, and takes it for no unknown one', () => {
    const state = aMeteringState({ inDoubt: new Map([[portfolio.key, 'a gid']]) });
    expect(() => setLimits.decide(state, ask, now)).toThrow(TryAgainLater);
    const named = expect.objectContaining({ details: { side: portfolio.key } });
    expect(() => setLimits.decide(state, ask, now)).toThrow(named);
  });
});
