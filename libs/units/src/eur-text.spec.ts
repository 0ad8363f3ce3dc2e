import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatEur, parseEur } from './eur-text.js';
import { money } from './money.js';

describe('money as text', () => {
  it.each([
    ['1.13125000', 113_125_000n],
    ['1.13125', 113_125_000n],
    ['-0.00000001', -1n],
    ['0', 0n],
    ['-0', 0n],
    ['007.5', 750_000_000n],
    ['92000000000000.00000001', 9_200_000_000_000_000_000_001n],
  ])('reads %s', (text, amount) => {
    expect(parseEur(text)).toBe(amount);
  });

  it.each([
    '',
    '-',
    '.5',
    '5.',
    '+5',
    '1e3',
    '1,5',
    ' 1',
    '1 ',
    '1.123456789',
    '--1',
    '0x10',
    'NaN',
    '٣',
    '1\n',
    '9'.repeat(31),
  ])('refuses %j', (text) => {
    expect(parseEur(text)).toBe('malformed');
  });

  it.each([
    [113_125_000n, '1.13125000'],
    [-1n, '-0.00000001'],
    [0n, '0.00000000'],
    [-250_000_000n, '-2.50000000'],
  ])('writes %s as %s', (amount, text) => {
    expect(formatEur(money(amount))).toBe(text);
  });

  it('reads what it writes', () => {
    const amounts = fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n });
    fc.assert(fc.property(amounts, (amount) => expect(parseEur(formatEur(money(amount)))).toBe(amount)));
  });
});
