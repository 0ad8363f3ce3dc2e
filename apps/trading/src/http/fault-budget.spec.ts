import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { withinFaultBudget } from './fault-budget.js';
import type { ReadForm } from './trade-form.js';

const wrong = (faults: number): ReadForm => ({
  ok: false,
  faults: Array.from({ length: faults }, (_, at) => ({ pointer: `/${at}`, detail: 'is required' })),
});
const counts = (forms: readonly ReadForm[]): number[] => forms.map((form) => (form.ok ? 0 : form.faults.length));

describe('the faults of a request', () => {
  it.each([
    ['of few trades are all said', [3, 2], [3, 2]],
    ['are said in order as far as there is room', [70, 40, 5], [70, 29, 1]],
    ['of one trade are at most a hundred', [120], [100]],
  ])('%s', (_case, faults, said) => {
    expect(counts(withinFaultBudget(faults.map(wrong)))).toEqual(said);
  });

  it('are a hundred in all, or one for each wrong trade', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 100 }), { maxLength: 500 }), (faults) => {
        const said = counts(withinFaultBudget(faults.map(wrong)));
        expect(said.every((count) => count >= 1)).toBe(true);
        expect(said.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(Math.max(100, faults.length));
      }),
    );
  });
});
