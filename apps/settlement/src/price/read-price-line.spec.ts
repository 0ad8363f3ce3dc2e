import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readPriceLine } from './read-price-line.js';

const good = { line: 2, area: '10Y1001A1001A82H', start: '2026-05-01T10:15:00Z', price: '102.6' };

describe('a line of a price file', () => {
  it.each([
    ['in UTC', {}, 10_260],
    ['with another offset', { start: '2026-05-01T12:15:00+02:00' }, 10_260],
    ['with traces of floating point', { price: '2.5700000000000003' }, 257],
    ['with a negative price', { price: '-499.99' }, -49_999],
    ['with a whole price', { price: '0' }, 0],
  ])('is read %s', (_, other, priceCentsPerMWh) => {
    const quarterHour = Date.UTC(2026, 4, 1, 10, 15) / 900_000;
    expect(readPriceLine({ ...good, ...other })).toEqual({ line: 2, area: good.area, quarterHour, priceCentsPerMWh });
  });

  it.each([
    ['an area with a wrong check character', { area: '10Y1001A1001A82X' }, 'should be H'],
    ['a party for an area', { area: '11XSUEDWESTSTRO8' }, 'of type X, not Y'],
    ['a start without an offset', { start: '2026-05-01T10:15:00' }, 'not an instant with an offset'],
    ['a start within a quarter hour', { start: '2026-05-01T10:20:00Z' }, 'not the start of a quarter hour'],
    ['a day that does not exist', { start: '2026-02-30T10:15:00Z' }, 'not an instant'],
    ['a start before clocks kept to quarter hours', { start: '1890-01-01T00:00:00Z' }, 'not in the years 1980 to 9998'],
    ['a start in the last moment of 1979', { start: '1979-12-31T23:45:00Z' }, 'not in the years 1980 to 9998'],
    ['a start in the year 0', { start: '0000-01-01T00:00:00Z' }, 'not in the years 1980 to 9998'],
    ['a start in the last year', { start: '9999-12-31T23:45:00Z' }, 'not in the years 1980 to 9998'],
    ['no price', { price: '' }, 'not decimal text'],
    ['a comma for the point', { price: '102,6' }, 'not decimal text'],
    ['an exponent', { price: '1e2' }, 'not decimal text'],
    ['a fraction of a cent', { price: '102.605' }, 'off a whole cent'],
    ['more than 10⁻⁶ off a cent', { price: '102.6000011' }, 'off a whole cent'],
    ['a price that no market has', { price: '100000' }, 'beyond 99999.99'],
  ])('with %s is refused', (_, other, because) => {
    expect(readPriceLine({ ...good, ...other })).toEqual({ line: 2, because: expect.stringContaining(because) });
  });

  it('reads every price that is written with two places as that many cents', () => {
    fc.assert(
      fc.property(fc.integer({ min: -9_999_999, max: 9_999_999 }), (cents) => {
        const digits = Math.abs(cents).toString().padStart(3, '0');
        const price = `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
        expect(readPriceLine({ ...good, price })).toMatchObject({ priceCentsPerMWh: cents });
      }),
    );
  });
});
