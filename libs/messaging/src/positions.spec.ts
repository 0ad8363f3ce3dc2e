import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { distance, formatPositions, parsePositions } from './positions.js';

const places = (...offsets: number[]) => new Map(offsets.map((offset, partition) => [partition, BigInt(offset)]));

describe('positions in a topic', () => {
  it('are pairs of partition and next offset', () => {
    expect(formatPositions(places(12, 40, 7, 0))).toBe('0:12,1:40,2:7,3:0');
  });

  it('are read as they were written', () => {
    const offsets = fc.array(fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(offsets, (list) => {
        const positions = new Map(list.map((offset, partition) => [partition, offset]));
        expect(parsePositions(formatPositions(positions), list.length)).toEqual(positions);
      }),
    );
  });

  it.each([
    '',
    '0:1',
    '0:1,1:2,2:3',
    '0:1,0:2',
    '0:1,2:2',
    '0:1,1:-2',
    '0:1;1:2',
    '0:1,1:2,',
    '0:1, 1:2',
    'one:two,1:2',
  ])('are not %j, of a topic with two partitions', (text) => {
    expect(parsePositions(text, 2)).toBe('malformed');
  });

  it.each([
    [places(1, 2), places(1, 2), 0n],
    [places(1, 2), places(4, 3), 4n],
    [places(9, 2), places(4, 3), 1n],
  ])('from %p to %p are apart by what lies between, and never by less than nothing', (from, to, apart) => {
    expect(distance(from, to)).toBe(apart);
  });
});
