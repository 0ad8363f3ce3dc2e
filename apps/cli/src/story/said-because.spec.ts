import { describe, expect, it } from '@jest/globals';
import { type Because, saidBecause, saidDetail } from './said-because.js';

describe('a reason', () => {
  it.each<[Because, string]>([
    [{ reason: 'already undone' }, 'already undone'],
    [
      { reason: 'not enough free money', neededEur: '16.00225000', freeEur: '1.00000000', party: '99X' },
      'not enough free money (needed 16.00225 EUR, free 1.00 EUR, party 99X)',
    ],
    [
      { reason: 'not enough capacity', of: 'injection', askedWh: 20_000, limitWh: 0 },
      'not enough capacity (of injection, asked 20 kWh, limit 0 Wh)',
    ],
    [
      { reason: 'gate closed', at: '/legs/0', agreedAt: '2026-05-01T10:00:00Z' },
      'gate closed (agreed at 2026-05-01T10:00:00Z)',
    ],
  ])('%j is said with its numbers', (because, said) => {
    expect(saidBecause(because)).toBe(said);
  });

  it.each([
    ['priceCentsPerMWh', -5, 'price -0.05 EUR/MWh'],
    ['limitW', 40_000, 'limit 40000 W'],
    ['pausedForMs', 61_000, 'paused for 1 min 1 s'],
    ['amountEur', '1.00000000', 'amount 1.00 EUR'],
    ['revision', 5, 'revision 5'],
  ])('has %s of %s as: %s', (name, value, said) => {
    expect(saidDetail(name, value)).toBe(said);
  });
});
