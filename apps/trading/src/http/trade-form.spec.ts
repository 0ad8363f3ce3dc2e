import { describe, expect, it } from '@jest/globals';
import { readTermsForm, readTradeForm } from './trade-form.js';

const trade = {
  ...{ seller: '11XSUEDWESTSTRO8', buyer: '11XNORDLICHT---L', area: '10Y1001A1001A82H', priceCentsPerMWh: 5000 },
  ...{ start: '2026-05-01T10:00:00Z', durationMinutes: 15, energyWh: 1000 },
};

describe('the id that a caller gives its trade', () => {
  it.each(['0198c0de-0000-4000-8000-000000000001', '0198C0DE-0000-7000-8000-00000000000A'])('may be %s', (tradeId) => {
    expect(readTradeForm({ ...trade, tradeId })).toMatchObject({ ok: true, trade: { tradeId: tradeId.toLowerCase() } });
  });

  it.each([
    ['5f0c7d6e-0000-5000-8000-000000000001', 'expected a UUID of version 4 or 7'],
    ['5f0c7d6e-0000-1000-8000-000000000001', 'expected a UUID of version 4 or 7'],
  ])('is not %s', (tradeId, detail) => {
    expect(readTradeForm({ ...trade, tradeId })).toEqual({ ok: false, faults: [{ pointer: '/tradeId', detail }] });
  });
});

describe('the path of a trade', () => {
  it.each([
    ['a saga unless said otherwise', {}, 'saga'],
    ['a saga', { settlement: 'saga' }, 'saga'],
    ['two-phase', { settlement: 'two-phase' }, 'two-phase'],
  ])('is %s', (_, said, settlement) => {
    for (const read of [readTradeForm, readTermsForm])
      expect(read({ ...trade, ...said })).toMatchObject({ ok: true, trade: { terms: { settlement } } });
  });

  it('is none that nobody knows', () => {
    expect(readTradeForm({ ...trade, settlement: 'three-phase' })).toMatchObject({
      faults: [{ pointer: '/settlement' }],
    });
  });
});

describe('the start of a delivery', () => {
  it.each([
    ['1979-12-31T23:00:00Z', false],
    ['1980-01-01T00:00:00Z', true],
    ['9998-12-31T23:00:00Z', true],
    ['9999-01-01T00:00:00Z', false],
    ['9999-12-31T23:45:00Z', false],
  ])('%s may be read: %s', (start, ok) => {
    const { start: _, durationMinutes, energyWh, ...terms } = trade;
    const faults = (pointer: string) =>
      ok ? {} : { faults: [{ pointer, detail: 'a delivery starts in one of the years 1980 to 9998, UTC' }] };
    for (const read of [readTradeForm, readTermsForm]) {
      const period = { start, durationMinutes, energyWh };
      expect(read({ ...terms, ...period })).toMatchObject({ ok, ...faults('/start') });
      expect(read({ ...terms, legs: [period] })).toMatchObject({ ok, ...faults('/legs/0/start') });
    }
  });
});
