import { describe, expect, it } from '@jest/globals';
import { isMet, type Measure, ratioOf, ratioWindows, saidLimit } from './measure.js';

const rate = { what: 'sagas', value: 300, unit: 'sagas/s', better: 'more' } satisfies Measure;
const beside = { what: 'bare', value: 100 };

describe('a limit', () => {
  it.each([
    ['no limit', rate, undefined, '–'],
    ['a least, reached', { ...rate, limit: { of: 'value', bound: 300 } }, true, '≥ 300 sagas/s'],
    ['a least, not reached', { ...rate, limit: { of: 'value', bound: 301 } }, false, '≥ 301 sagas/s'],
    ['a most, kept', { ...rate, better: 'less', limit: { of: 'value', bound: 300 } }, true, '≤ 300 sagas/s'],
    ['a most, broken', { ...rate, better: 'less', limit: { of: 'value', bound: 299 } }, false, '≤ 299 sagas/s'],
    ['a least ratio, reached', { ...rate, beside, limit: { of: 'ratio', bound: 3 } }, true, '≥ 3 ×'],
    ['a least ratio, not reached', { ...rate, beside, limit: { of: 'ratio', bound: 3.01 } }, false, '≥ 3.01 ×'],
    ['a ratio to nothing', { ...rate, limit: { of: 'ratio', bound: 3 } }, false, '≥ 3 ×'],
    ['a value that is none', { ...rate, value: Number.NaN, limit: { of: 'value', bound: 0 } }, false, '≥ 0 sagas/s'],
  ] satisfies [string, Measure, boolean | undefined, string][])('of %s', (_, measure, met, said) => {
    expect(isMet(measure)).toBe(met);
    expect(saidLimit(measure)).toBe(said);
  });
});

describe('a ratio', () => {
  it('is what a number is of what was measured beside it', () => {
    expect(ratioOf({ ...rate, beside })).toBe(3);
    expect(ratioOf({ ...rate, beside: { ...beside, value: 0 } })).toBeUndefined();
    expect(ratioOf(rate)).toBeUndefined();
  });

  it('has windows where both sides have them, as many as the side with fewer', () => {
    expect(ratioWindows({ ...rate, windows: [10, 20, 30], beside: { ...beside, windows: [5, 5] } })).toEqual([2, 4]);
    expect(ratioWindows({ ...rate, windows: [10, 20], beside })).toBeUndefined();
  });
});
