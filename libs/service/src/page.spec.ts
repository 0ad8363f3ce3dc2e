import { describe, expect, it } from '@jest/globals';
import { pageOf } from './page.js';

const same = (key: string): string => key;

describe('a page', () => {
  it.each([
    [[], { items: [], next: null }],
    [['a'], { items: ['a'], next: null }],
    [['a', 'b'], { items: ['a', 'b'], next: null }],
    [['a', 'b', 'c'], { items: ['a', 'b'], next: 'b' }],
  ])('of two at most, of %j', (read, page) => {
    expect(pageOf(read, 2, same, same)).toEqual(page);
  });
});
