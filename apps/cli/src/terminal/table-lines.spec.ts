import { describe, expect, it } from '@jest/globals';
import { amount, field } from '../table/column.js';
import { tableLines } from './table-lines.js';

const columns = [field('ID', 'id'), field('WHY', 'why'), amount('EUR', 'eur')];
const documents = [
  { id: 'a', why: 'it was a long day', eur: '1.00' },
  { id: 'abc', why: 'no', eur: '100.00' },
];

describe('a table', () => {
  it('stands in columns as wide as their texts, numbers to the right', () => {
    expect(tableLines(columns, documents, undefined)).toEqual([
      'ID   WHY                   EUR',
      'a    it was a long day    1.00',
      'abc  no                 100.00',
    ]);
  });

  it('wraps between words what the screen has no room for', () => {
    expect(tableLines(columns, documents, 24)).toEqual([
      'ID   WHY             EUR',
      'a    it was a       1.00',
      '     long day',
      'abc  no           100.00',
    ]);
  });

  it('shows records where the words alone are wider than the screen', () => {
    expect(tableLines(columns, documents, 10)).toEqual([
      'id   a',
      'why  it was a long day',
      'eur  1.00',
      '',
      'id   abc',
      'why  no',
      'eur  100.00',
    ]);
  });

  it('keeps each document on a line of its own, whatever it says', () => {
    const told = tableLines([field('WHY', 'why')], [{ why: 'one\ntwo\u001b[2J' }], undefined);
    expect(told).toEqual(['WHY', 'one\\ntwo\\u001b[2J']);
  });

  it('shows every document of many, once, under one head', () => {
    const many = Array.from({ length: 1203 }, (_, at) => ({ id: `row-${at}` }));
    const lines = tableLines([field('ID', 'id')], many, 80);
    expect(lines).toEqual(['ID', ...many.map(({ id }) => id)]);
  });
});
