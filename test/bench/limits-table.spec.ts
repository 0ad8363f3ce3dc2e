import { expect, it } from '@jest/globals';
import { limitsTable } from './limits-table.js';

it('says of each number whether its limit is met, and what is short of it', () => {
  const table = limitsTable([
    {
      ...{ figure: 'sagas', verdict: 'hold' },
      measures: [
        {
          ...{ what: 'sagas', value: 150, unit: 'sagas/s', better: 'more', beside: { what: 'bare', value: 100 } },
          limit: { of: 'ratio', bound: 3 },
        },
        { what: 'p99', value: 120, unit: 'ms', better: 'less', limit: { of: 'value', bound: 150 } },
        { what: 'CPU per saga', value: 0.7, unit: 'ms', better: 'less' },
      ],
    },
    { figure: 'start', measures: [], verdict: 'unknown' },
  ]);
  expect(table.split('\n')).toEqual([
    expect.stringMatching(/^figure +value +beside +ratio +limit +met$/),
    expect.stringMatching(/^sagas +150 sagas\/s +100 bare +1\.5 × +≥ 3 × +short of$/),
    expect.stringMatching(/^ {2}p99 +120 ms +– +– +≤ 150 ms +met$/),
    expect.stringMatching(/^ {2}CPU per saga +0\.7 ms +– +– +– +–$/),
    expect.stringMatching(/^start +– +– +– +– +unknown$/),
    '',
    'Short of its limit: sagas has 1.5 ×, wanted ≥ 3 ×.',
    "start counts for nothing: its run's invariants are unknown.",
    '',
  ]);
});
