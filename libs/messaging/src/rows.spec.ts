import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Rows } from './rows.js';

interface Row {
  readonly id: string;
  readonly total: number;
}

const rows = (...loaded: Row[]): Rows<Row> => new Rows(({ id }) => id, loaded);

describe('the rows of a batch', () => {
  it('writes nothing when nothing was put', () => {
    const loaded = rows({ id: 'a', total: 1 });
    expect([loaded.get('a')?.total, loaded.get('b'), loaded.inserted(), loaded.updated()]).toEqual([
      1,
      undefined,
      [],
      [],
    ]);
  });

  it('shows a message what the ones before it left', () => {
    const hot = rows({ id: 'a', total: 1 });
    hot.put({ id: 'a', total: 2 });
    expect(hot.get('a')).toEqual({ id: 'a', total: 2 });
  });

  it('writes each changed row once, new ones apart from known ones, for all sequences of puts', () => {
    const row = fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd'), total: fc.integer() });
    const known = fc.uniqueArray(row, { selector: ({ id }) => id });
    fc.assert(
      fc.property(known, fc.array(row), (loaded, puts) => {
        const batch = rows(...loaded);
        for (const put of puts) batch.put(put);
        const last = new Map(puts.map((put) => [put.id, put]));
        const isKnown = ({ id }: Row): boolean => loaded.some((one) => one.id === id);
        const sorted = (some: Row[]): Row[] => some.sort((one, other) => (one.id < other.id ? -1 : 1));
        expect(sorted(batch.updated())).toEqual(sorted([...last.values()].filter(isKnown)));
        expect(sorted(batch.inserted())).toEqual(sorted([...last.values()].filter((put) => !isKnown(put))));
      }),
    );
  });
});
