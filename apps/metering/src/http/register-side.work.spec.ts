import { describe, expect, it } from '@jest/globals';
import { TryAgainLater } from '#libs/messaging';
import { aPlant, aPlantCode, aPortfolio, aSeller, anArea } from '../../../../test/support/a-booking.js';
import { aMeteringState } from '../../../../test/support/metering-state.js';
import { registerSide } from './register-side.work.js';

const now = { wall: 0, market: 0 };

const parties = [{ eic: aSeller, name: 'the seller', roles: ['producer' as const], sequence: 1 }];
const stateOf = () => aMeteringState({ parties });

describe('registering a side', () => {
  it('writes a meter point once and tells everyone its state', () => {
    const state = stateOf();
    expect(registerSide.touches(aPlant())).toEqual({ party: [aSeller], side: [aPlantCode] });
    const answers = [aPlant(), aPlant(), aPlant({ fuseA: 63 })].map((side) => registerSide.decide(state, side, now));
    expect(answers.map(({ answer }) => answer.answer)).toEqual(['accepted', 'already', 'refused']);
    expect(answers.map(({ send }) => send)).toEqual([
      [
        {
          kind: 'public',
          topic: 'metering.meter-points.v1',
          event: {
            id: `meter-point/${aPlantCode}/1`,
            type: 'gridsaga.meter-point.registered.v1',
            subject: aPlantCode,
            data: {
              eic: aPlantCode,
              party: aSeller,
              area: anArea,
              balanceGroup: 'group of the plant',
              injectionW: 8000,
              consumptionW: 400,
              fuseA: 35,
              sequence: 1,
            },
          },
        },
      ],
      [],
      [],
    ]);
    expect(state.sides.inserted()).toEqual([aPlant()]);
  });

  it('writes a portfolio once and tells everyone its state', () => {
    const state = stateOf();
    const portfolio = aPortfolio(aSeller, 4000);
    const answers = [portfolio, portfolio].map((side) => registerSide.decide(state, side, now));
    expect(answers.map(({ answer }) => answer.answer)).toEqual(['accepted', 'already']);
    const data = {
      ...{ party: aSeller, area: anArea, balanceGroup: aSeller },
      ...{ injectionLimitW: 4000, consumptionLimitW: 4000, sequence: 1 },
    };
    const told = { id: `portfolio/${portfolio.key}/1`, type: 'gridsaga.portfolio.registered.v1' };
    expect(answers.map(({ send }) => send)).toEqual([
      [{ kind: 'public', topic: 'metering.portfolios.v1', event: { ...told, subject: portfolio.key, data } }],
      [],
    ]);
    expect(state.sides.inserted()).toEqual([portfolio]);
  });

  it('waits while the side is in doubt, and takes it for no unknown one', () => {
    const state = aMeteringState({ parties, inDoubt: new Map([[aPlantCode, 'a gid']]) });
    expect(() => registerSide.decide(state, aPlant(), now)).toThrow(TryAgainLater);
    expect(state.sides.inserted()).toEqual([]);
  });
});
