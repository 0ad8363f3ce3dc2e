import { describe, expect, it } from '@jest/globals';
import type { KeptResult } from '../kept-result.js';
import { compareResults } from './compare-results.js';
import { comparisonTable } from './comparison-table.js';

const machine = { cores: 2, processor: 'any', memoryGiB: 24, system: 'Linux 6' };
const result: KeptResult = {
  ...{
    file: 'one.json',
    figure: 'sagas',
    date: '2026-11-21T09:11:46.292Z',
    seconds: 8,
    open: undefined,
    verdict: 'hold',
  },
  ...{ machine, versions: { gridsaga: '0.3.0', node: '20' } },
  measures: [
    {
      ...{ what: 'sagas', value: 12, unit: 'sagas/s', better: 'more', windows: [10, 11, 12, 13, 14] },
      beside: { what: 'bare', value: 5, windows: [5, 5, 5, 5, 5] },
    },
  ],
};
const faster: KeptResult = {
  ...{ ...result, file: 'two.json', versions: { gridsaga: '0.4.0', node: '20' } },
  measures: [{ ...result.measures[0], value: 22, windows: [20, 21, 22, 23, 24] }],
};

describe('two results', () => {
  it('are compared number by number, and changed versions are said', () => {
    const compared = compareResults([result], [faster]);
    expect(compared).toMatchObject({
      comparisons: [{ figure: 'sagas', what: 'sagas', finding: 'better', ratio: { from: 2.4, to: 4.4 } }],
      remarks: ['sagas: gridsaga 0.3.0 → 0.4.0'],
    });
    expect(comparisonTable(compared)).toMatch(
      /^sagas +faster +2\.4 → 4\.4 \(\+83\.3 %\), faster: p 0\.0\d\d +sagas\/s: 12 → 22/m,
    );
  });

  it.each([
    ['for different times', { seconds: 30 }, 'one was measured for 8 s and the other for 30 s'],
    ['with different loads', { open: 300 }, 'one kept its usual number of sagas open and the other 300'],
    ['of wrong work', { verdict: 'broken' }, 'the invariants of two.json are broken, so that it counts for nothing'],
  ])('that were measured %s are not compared', (_, other, because) => {
    expect(compareResults([result], [{ ...faster, ...other }])).toEqual({
      comparisons: [],
      remarks: [`sagas cannot be compared: ${because}.`],
    });
  });

  it('of different machines are compared by ratio only', () => {
    const elsewhere = { ...faster, machine: { ...machine, cores: 8 } };
    expect(compareResults([result], [elsewhere])).toMatchObject({
      comparisons: [{ finding: 'better', value: { finding: 'cannot tell', because: 'the machines differ' } }],
      remarks: [expect.stringContaining('ratios only'), expect.anything()],
    });
  });

  it('have to be of one figure', () => {
    expect(compareResults([], [result])).toEqual({ comparisons: [], remarks: ['sagas was not measured before.'] });
  });
});
