import { describe, expect, it } from '@jest/globals';
import { jsonPointer } from './json-pointer.js';

describe('a JSON pointer', () => {
  it.each([
    [[], ''],
    [['trades', 0, 'area'], '/trades/0/area'],
    [['a/b', 'm~n', '~1'], '/a~1b/m~0n/~01'],
    [[''], '/'],
  ])('of %j is %j', (path, pointer) => {
    expect(jsonPointer(path)).toBe(pointer);
  });
});
