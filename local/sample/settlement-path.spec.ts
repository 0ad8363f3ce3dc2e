import { describe, expect, it } from '@jest/globals';
import type { SampleTrade } from './sample-market.shape.js';
import { saidPath, settledBy, settlementPaths } from './settlement-path.js';

const trades = [1, 2, 3, 4, 5].map((n) => ({ externalId: String(n) }) as SampleTrade);

describe('the path of a sample market', () => {
  it.each([
    ['saga', []],
    ['two-phase', ['1', '2', '3', '4', '5']],
    ['mixed', ['2', '4']],
  ] as const)('%s asks for two-phase commit for the trades %j', (path, asked) => {
    const settled = settledBy(path, trades);
    expect(settled.filter(({ settlement }) => settlement === 'two-phase').map(({ externalId }) => externalId)).toEqual(
      asked,
    );
  });

  it.each(settlementPaths)('%s changes nothing else of a trade, and not their order', (path) => {
    expect(settledBy(path, trades)).toMatchObject(trades);
  });

  it('leaves a trade that goes by saga as it is, so that it is submitted as ever', () => {
    expect(settledBy('saga', trades)).toEqual(trades);
    expect(settledBy('mixed', trades)[0]).toEqual(trades[0]);
  });

  it('is told only where it is not the usual one', () => {
    expect(settlementPaths.filter((path) => saidPath[path] === undefined)).toEqual(['saga']);
  });
});
