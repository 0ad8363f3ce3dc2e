import { describe, expect, it } from '@jest/globals';
import { spokenOf } from './promql.js';

describe('an expression', () => {
  it.each([
    ['up', [['up']], []],
    ['max by (service) (a_b) > 500e6', [['a_b']], ['service']],
    [
      'sum by (le, q) (rate(a_bucket{service=~"$s",x!="y"}[$__rate_interval]))',
      [['a_bucket', 'service', 'x']],
      ['le', 'q'],
    ],
    ['time() - max(a) > 3 * 3600', [['a']], []],
    ['time() - max(a) > 3 * 3600 or absent_over_time(a[3h])', [['a'], ['a']], []],
    ['sum by (t) (deriv(a[5m])) > 0 and sum by (t) (b) > 1', [['a'], ['b']], ['t', 't']],
    ['rate(a{x="not_b{c}"}[1m]) / b', [['a', 'x'], ['b']], []],
  ])('%s speaks of its metrics, with their labels', (expression, metrics, grouped) => {
    const spoken = spokenOf(expression);
    expect(spoken.metrics.map(({ name, labels }) => [name, ...labels])).toEqual(metrics);
    expect(spoken.grouped).toEqual(grouped);
  });

  it('with a function that is not known is not read', () => {
    expect(() => spokenOf('gridsaga_outbox_rows(a)')).toThrow('no function');
  });
});
