import { describe, expect, it } from '@jest/globals';
import { knownHeaders, priceFileForm } from './price-file-form.js';

describe('the form of a price file', () => {
  it('is known by the header', () => {
    expect(knownHeaders).toEqual(['area,start,priceEurPerMWh', 'delivery_start_utc,price_eur_mwh']);
    for (const header of knownHeaders) expect(priceFileForm(header.split(','))?.columns.join(',')).toBe(header);
  });

  it.each([[''], ['start,area,priceEurPerMWh'], ['Area,start,priceEurPerMWh'], ['area,start,priceEurPerMWh,note']])(
    'is not known by %j',
    (header) => {
      expect(priceFileForm(header.split(','))).toBeUndefined();
    },
  );

  it('takes the area from the line where the line names it, and else from beside the file', () => {
    const named = priceFileForm(['area', 'start', 'priceEurPerMWh']);
    expect(named?.fieldsOf({ line: 3, fields: ['A', 'S', 'P'] }, '')).toEqual({
      line: 3,
      area: 'A',
      start: 'S',
      price: 'P',
    });
    const unnamed = priceFileForm(['delivery_start_utc', 'price_eur_mwh']);
    expect(unnamed?.fieldsOf({ line: 3, fields: ['S', 'P'] }, 'A')).toEqual({
      line: 3,
      area: 'A',
      start: 'S',
      price: 'P',
    });
  });
});
