import { describe, expect, it } from '@jest/globals';
import { longestSilence } from './silence.js';

describe('the longest silence', () => {
  it.each([
    ['lies between two moments', [10, 20, 90, 95], 0, 100, { fromMs: 20, untilMs: 90 }],
    ['begins with the kill', [60, 70], 0, 80, { fromMs: 0, untilMs: 60 }],
    ['lasts to the end where nothing follows', [5], 0, 100, { fromMs: 5, untilMs: 100 }],
    ['leaves out what was before and after', [-50, 40, 200], 0, 100, { fromMs: 40, untilMs: 100 }],
  ])('%s', (_, moments, fromMs, untilMs, silence) => {
    expect(longestSilence(moments, fromMs, untilMs)).toEqual(silence);
  });
});
