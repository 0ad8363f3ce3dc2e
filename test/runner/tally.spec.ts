import { describe, expect, it } from '@jest/globals';
import { Tally } from './tally.js';

const aResult = { path: 'a.spec.ts', passed: 2, failed: 0, tookMs: 1234, failures: '' };

describe('the tally', () => {
  it('says a line per file and ends with the totals alone on the last line', () => {
    let said = '';
    const tally = new Tally((text) => {
      said += text;
    });
    tally.heading('unit', 2);
    tally.add(aResult);
    tally.add({ ...aResult, path: 'b.spec.ts', failed: 1, failures: 'expected 1, got 2\n' });
    tally.total(61_000);
    const lines = said.trimEnd().split('\n');
    expect(lines).toContain('  ✓ a.spec.ts  2 passed  1.2 s');
    expect(lines).toContain('  ✗ b.spec.ts  2 passed, 1 FAILED  1.2 s');
    expect(lines).toContain('expected 1, got 2');
    expect(lines.at(-1)).toBe('4 passed, 1 failed');
  });
});
