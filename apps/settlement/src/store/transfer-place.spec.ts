import { describe, expect, it } from '@jest/globals';
import { theHour, theTrade } from '../../../../test/support/a-hold.js';
import { parsePlace, placeText } from './transfer-place.js';

describe('the place of a transfer', () => {
  it.each(['pay in', 'pay out', 'seller fee', 'buyer fee', 'deposit', 'withdrawal'])('of %s is a cursor', (part) => {
    const place = { at: theHour, of: theTrade, part };
    expect(placeText(place)).toMatch(/^[\w-]{1,100}$/);
    expect(parsePlace(placeText(place))).toEqual(place);
  });

  it.each([
    '',
    'x',
    theTrade,
    `1_${theTrade}`,
    `1_${theTrade}_`,
    `x_${theTrade}_deposit`,
    `99999999999999_${theTrade}_deposit_`,
    `999999999999999_${theTrade}_deposit`,
  ])('is not %j', (text) => {
    expect(parsePlace(text)).toBeUndefined();
  });
});
