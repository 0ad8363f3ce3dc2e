import { describe, expect, it } from '@jest/globals';
import { accepted, already, refused } from '#libs/decision';
import { watts } from '#libs/units';
import { aBuyer, anotherArea, aPlant, aPlantCode, aPortfolio, aSeller } from '../../../../test/support/a-booking.js';
import type { Party } from '../party/party.js';
import { decideRegistration } from './decide-registration.js';
import type { MeterPoint } from './meter-point.js';

const party: Party = { eic: aSeller, name: 'the seller', roles: ['producer'], sequence: 1 };

describe('registering a meter point or a portfolio', () => {
  it.each([
    ['a meter point', aPlant()],
    ['a portfolio', aPortfolio(aSeller, 4000)],
  ])('%s is taken when its party is known, once', (_, side) => {
    expect(decideRegistration(undefined, party, side)).toEqual(accepted(side));
    expect(decideRegistration(undefined, undefined, side)).toEqual(refused('unknown party', { party: aSeller }));
    expect(decideRegistration(side, party, side)).toEqual(already());
  });

  it('counts as registered in a later version too', () => {
    expect(decideRegistration(aPlant({ sequence: 4 }), party, aPlant())).toEqual(already());
  });

  it.each<[keyof MeterPoint, Partial<MeterPoint>]>([
    ['party', { party: aBuyer }],
    ['area', { area: anotherArea }],
    ['balanceGroup', { balanceGroup: 'another group' }],
    ['injectionW', { injectionW: watts(1) }],
    ['consumptionW', { consumptionW: watts(1) }],
    ['fuseA', { fuseA: 63 }],
  ])('refuses another %s under the same key', (different, change) => {
    expect(decideRegistration(aPlant(), party, aPlant(change))).toEqual(
      refused('same key, different content', { key: aPlantCode, different }),
    );
  });
});
