import { describe, expect, it } from '@jest/globals';
import { amount, cellText, energy, field, fieldOf, price } from './column.js';

describe('a cell', () => {
  it.each<[unknown, string]>([
    [null, ''],
    [undefined, ''],
    ['plain', 'plain'],
    ['2026-11-21T03:57:37.123Z', '2026-11-21 03:57:37Z'],
    ['2026-05-01T12:00:00+02:00', '2026-05-01 12:00:00+02:00'],
    ['2026-05-01', '2026-05-01'],
    [17, '17'],
    [true, 'yes'],
    [false, 'no'],
    [['post funds', 'firm delivery'], 'post funds, firm delivery'],
    [[], ''],
    [{ reason: 'off the lot', lotWh: 1000 }, 'off the lot (lot 1 kWh)'],
    [{ step: 'post funds', stuck: true }, 'step post funds, stuck yes'],
  ])('of %j shows %s', (value, text) => {
    expect(cellText(value)).toBe(text);
  });
});

describe('a column', () => {
  const document = { trade: { state: 'cleared', energyWh: 20_000 }, priceCentsPerMWh: -8000, freeEur: '1.00000000' };

  it('finds its field by a path, and nothing where the path ends early', () => {
    expect(fieldOf(document, 'trade.state')).toBe('cleared');
    expect(fieldOf(document, 'trade.state.more')).toBeUndefined();
    expect(field('STATE', 'trade.nothing').cell(document)).toBe('');
  });

  it.each([
    [energy('ENERGY', 'trade.energyWh'), '20 kWh'],
    [price('EUR/MWh', 'priceCentsPerMWh'), '-80.00'],
    [price('EUR/MWh', 'trade.priceCentsPerMWh'), ''],
    [amount('FREE', 'freeEur'), '1.00000000'],
  ])('$0.head shows numbers to the right', (column, text) => {
    expect([column.cell(document), column.right]).toEqual([text, true]);
  });
});
