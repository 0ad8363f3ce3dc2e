import { describe, expect, it } from '@jest/globals';
import { branchGauges } from './branch-gauges.js';

describe('the gauges of a participant', () => {
  it('have names and texts of their own', () => {
    const gauges = branchGauges('settlement');
    expect(new Set(gauges.map(({ name }) => name)).size).toBe(gauges.length);
    expect(gauges.filter(({ text }) => text.includes("'/settlement'"))).toHaveLength(3);
  });

  it('take no name that could end a statement', () => {
    expect(() => branchGauges("x'; --")).toThrow('cannot be a participant');
  });
});
