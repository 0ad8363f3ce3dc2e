import { describe, expect, it } from '@jest/globals';
import type { Heard, KnownCall } from './client-history.js';
import { judgeCall, type KeptTrade } from './judge-call.js';

const ok: Heard = { heard: 'ok', tradeIds: ['a', 'b', null] };
const unknown: Heard = { heard: 'unknown', because: 'cut off' };
const failed: Heard = { heard: 'failed', because: '503 overloaded', forNow: true };

const expected = ['may clear', 'is rejected', 'is refused'] as const;
const call = (known: Heard): KnownCall => ({ key: 'k', expected, referenced: true, known });
const all = ['a', 'b', null];
const cleared: KeptTrade = { id: 'a', externalId: 'k-0', phase: 'done' };
const rejected: KeptTrade = { id: 'b', externalId: 'k-1', phase: 'undone' };

const judged = (
  known: Heard,
  results: readonly (string | null)[] | undefined,
  trades: readonly KeptTrade[],
): string[] =>
  judgeCall(call(known), {
    results,
    byId: new Map(trades.map((trade) => [trade.id, trade])),
    byExternalId: new Map(trades.flatMap((trade) => (trade.externalId ? [[trade.externalId, trade]] : []))),
  });

describe('a call held against the database', () => {
  it.each<[string, Heard, readonly (string | null)[] | undefined, readonly KeptTrade[]]>([
    ['was taken, and is there', ok, all, [cleared, rejected]],
    ['was taken, and its first trade came too late', ok, all, [{ ...cleared, phase: 'undone' }, rejected]],
    ['is unknown, and is there', unknown, all, [cleared, rejected]],
    ['is unknown, and is not there', unknown, undefined, []],
    ['was refused, and is not there', failed, undefined, []],
  ])('agrees where it %s', (_, known, results, trades) => {
    expect(judged(known, results, trades)).toEqual([]);
  });

  it.each<[string, Heard, readonly (string | null)[] | undefined, readonly KeptTrade[], RegExp]>([
    ['was taken, and no answer is kept', ok, undefined, [], /keeps no answer/],
    ['was taken, and a trade is not there', ok, all, [rejected], /trade 0 of k was taken as a, and is not there/],
    ['was answered otherwise than is kept', ok, ['a', 'b'], [cleared, rejected], /answered with a b .*keeps a b/],
    ['was refused, and is kept', failed, all, [cleared, rejected], /503 overloaded, and trading keeps it/],
    ['was refused, and a trade of it is there', failed, undefined, [cleared], /its trade k-0 is there/],
    ['is unknown, and a trade of it is there without an answer', unknown, undefined, [rejected], /k-1 is there/],
    ['is unknown, and half of it is there', unknown, all, [cleared], /trade 1 of k was taken as b, and is not there/],
    ['has a trade without an end', ok, all, [{ ...cleared, phase: 'doing' }, rejected], /ended doing/],
    ['has a trade without a saga', ok, all, [{ ...cleared, phase: null }, rejected], /ended null/],
    ['cleared without money', ok, all, [cleared, { ...rejected, phase: 'done' }], /no money/],
    ['has another reference', ok, all, [{ ...cleared, externalId: 'k-7' }, rejected], /has not the reference k-0/],
    [
      'kept what must be refused',
      unknown,
      ['a', 'b', 'c'],
      [cleared, rejected],
      /trade 2 of k is refused, and is kept/,
    ],
  ])('is a finding where it %s', (_, known, results, trades, finding) => {
    expect(judged(known, results, trades)).toContainEqual(expect.stringMatching(finding));
  });
});
