import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { KeptRecords } from './kept-records.js';
import type { Positions } from './positions.js';

const start: Positions = new Map([
  [0, 10n],
  [1, 20n],
]);

/** Records by their partitions, numbered on from the start. */
function arriving(partitions: readonly number[]) {
  const next = new Map(start);
  return partitions.map((partition) => {
    const offset = next.get(partition) ?? 0n;
    next.set(partition, offset + 1n);
    return { partition, offset, item: `${partition}:${offset}` };
  });
}

const items = (kept: KeptRecords<string>, positions: Positions): string[] | undefined => {
  const number = kept.numberAt(positions);
  return number === undefined
    ? undefined
    : kept
        .from(number, 1000)
        ?.filter(({ partition, offset }) => offset >= (positions.get(partition) ?? 0n))
        .map(({ item }) => item);
};

describe('the latest records of a topic', () => {
  it('are there from the start on, and not before it', () => {
    const kept = new KeptRecords<string>(start, 100);
    kept.add(arriving([0, 1, 0]));
    expect(items(kept, start)).toEqual(['0:10', '1:20', '0:11']);
    expect(items(kept, new Map([...start, [0, 11n]]))).toEqual(['1:20', '0:11']);
    expect(items(kept, kept.next)).toEqual([]);
    expect(items(kept, new Map([...start, [1, 19n]]))).toBeUndefined();
  });

  it('are let go when there are too many, and whoever still needs one is told', () => {
    const kept = new KeptRecords<string>(start, 4);
    kept.add(arriving([0, 0, 0, 0, 1, 1]));
    expect(kept.from(0, 10)).toBeUndefined();
    expect(items(kept, start)).toBeUndefined();
    expect(items(kept, new Map([...start, [0, 12n]]))).toEqual(['0:12', '0:13', '1:20', '1:21']);
  });

  it('miss nothing and repeat nothing for one who follows, or say so', () => {
    const partitions = fc.array(fc.constantFrom(0, 1), { maxLength: 60 });
    fc.assert(
      fc.property(partitions, fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 9 }), (list, most, step) => {
        const kept = new KeptRecords<string>(start, most);
        const records = arriving(list);
        const heard: string[] = [];
        let number = kept.numberAt(start) ?? 0;
        for (const record of records) {
          kept.add([record]);
          const got = kept.from(number, step);
          if (!got) return;
          number += got.length;
          heard.push(...got.map(({ item }) => item));
        }
        expect(heard).toEqual(records.map(({ item }) => item).slice(0, heard.length));
        expect(heard).toHaveLength(records.length);
      }),
    );
  });
});
