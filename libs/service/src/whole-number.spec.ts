import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { wholeNumber } from './whole-number.js';

const oneToThousand = wholeNumber(1, 1000);

describe('a whole number in a query', () => {
  it('is read for every number of its range, and for none beyond', () => {
    fc.assert(
      fc.property(fc.integer({ min: -5000, max: 5000 }), (number) => {
        const read = oneToThousand.safeParse(String(number));
        expect(read.success ? read.data : undefined).toBe(number >= 1 && number <= 1000 ? number : undefined);
      }),
    );
  });

  it.each(['', ' ', ' 5', '5 ', '+5', '5.0', '0x10', '1e2', '１', 'NaN', 'Infinity', '9007199254740993'])(
    'is not %j, and it is said what is expected',
    (text) => {
      const { issues } = oneToThousand.safeParse(text).error ?? { issues: [] };
      expect(issues.map(({ message }) => message)).toEqual(['expected a whole number from 1 to 1000']);
    },
  );

  it('is documented as an integer with its range', () => {
    expect(z.toJSONSchema(oneToThousand, { io: 'input' })).toMatchObject({
      type: 'integer',
      minimum: 1,
      maximum: 1000,
    });
  });
});
