import { describe, expect, it } from '@jest/globals';
import { arrayLiteral } from './array-literal.js';

describe('an array literal', () => {
  it.each<[string, readonly unknown[], string]>([
    ['nothing', [], '{}'],
    ['numbers', [1, -2.5, 10n], '{1,-2.5,10}'],
    ['truth', [true, false], '{true,false}'],
    ['no value', [null, undefined], '{NULL,NULL}'],
    ['ids', ['01a1fb8d-1086-76c1-88df-dff055649000'], '{01a1fb8d-1086-76c1-88df-dff055649000}'],
    ['the word null', ['null', 'NULL'], '{"null","NULL"}'],
    ['an empty text', [''], '{""}'],
    ['what separates', ['a,b', '{c}', 'd e'], '{"a,b","{c}","d e"}'],
    ['quotes and backslashes', ['say "a\\b"'], '{"say \\"a\\\\b\\""}'],
  ])('of %s', (_case, values, literal) => {
    expect(arrayLiteral(values)).toBe(literal);
  });

  it('refuses what is no scalar', () => {
    expect(() => arrayLiteral([[1]])).toThrow(TypeError);
  });
});
