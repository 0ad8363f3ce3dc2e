import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { KeyIndex } from './key-index.js';

describe('the index of keys', () => {
  it('counts keys in the order in which they first come, as a map does', () => {
    const key = fc.oneof(fc.uuid(), fc.integer({ min: 0, max: 300 }).map(String));
    fc.assert(
      fc.property(fc.array(key, { maxLength: 3_000, size: 'max' }), (keys) => {
        const index = new KeyIndex();
        const map = new Map<string, number>();
        for (const one of keys) {
          const expected = map.get(one) ?? map.size;
          map.set(one, expected);
          expect(index.add(one)).toBe(expected);
        }
        expect(index.length).toBe(map.size);
        for (const [one, place] of map) expect(index.find(one)).toBe(place);
        expect(index.find('never came')).toBe(-1);
      }),
      { numRuns: 10 },
    );
  });

  it('gives a UUID back, and all places a page at a time', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.uuid(), { minLength: 1, maxLength: 50 }), (uuids) => {
        const index = new KeyIndex();
        for (const uuid of uuids) index.add(uuid);
        expect([...index.pages(7)].flat().map((place) => index.uuidAt(place))).toEqual(uuids);
      }),
    );
  });
});
