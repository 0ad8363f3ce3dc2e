import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allGroups, begun, having, journeySaga, SagaConversation } from '../../../test/support/a-saga.js';
import { pauseMs, spreadPauseMs } from './pause.js';
import { phaseOf } from './progress.js';

describe('the pause after an ask', () => {
  it.each([
    [1, 500],
    [2, 1000],
    [3, 2000],
    [4, 5000],
    [5, 5000],
    [1000, 5000],
  ])('is, after attempt %d, %d ms', (attempt, expected) => {
    expect(pauseMs(attempt)).toBe(expected);
  });

  it('is spread by at most a quarter to either side, in whole milliseconds', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (attempt, chance) => {
          const spread = spreadPauseMs(attempt, chance);
          expect(Number.isSafeInteger(spread)).toBe(true);
          expect(Math.abs(spread - pauseMs(attempt))).toBeLessThanOrEqual(pauseMs(attempt) / 4);
        },
      ),
    );
  });

  it('grows with chance, so that asks which fall together part', () => {
    expect([0, 0.25, 0.5, 0.75].map((chance) => spreadPauseMs(4, chance))).toEqual([3750, 4375, 5000, 5625]);
  });
});

describe('silence', () => {
  it('is answered by asking again with growing pauses, and after the budget by undoing all, the silent step too', () => {
    const saga = having(['flight']);
    expect(saga.waits(19_999)).toEqual(
      [500, 1500, 3500, 8500, 13_500, 18_500].map((at, index) => `${at}: do hotel ${index + 2}`),
    );
    expect(saga.waits(1)).toEqual(['20000: undo flight 1', '20000: undo hotel 1']);
    expect(saga.progress.rejected).toEqual({
      at: 20_000,
      step: 'hotel',
      because: { reason: 'no answer', from: 'agency' },
    });
  });

  it('has a budget of its own for each step, from its first ask', () => {
    const saga = begun();
    saga.waits(19_000);
    saga.accepts('flight');
    expect(saga.accepts('hotel')).toEqual(['do car 1']);
    expect(saga.waits(19_999).filter((ask) => ask.includes('undo'))).toEqual([]);
    expect(saga.waits(1)).toEqual(['39000: undo car 1']);
  });

  it('ends a budget that is shorter than the first pause in time', () => {
    const [flight] = journeySaga.undoable[0] ?? [];
    if (!flight) throw new Error('the saga has a first step');
    const saga = new SagaConversation({ ...journeySaga, undoable: [[{ ...flight, within: '0.2s' }]] }, { goes: true });
    saga.starts();
    expect(saga.waits(1000)[0]).toBe('200: undo flight 1');
  });

  it('in an undo is answered by asking for ever, each step for itself', () => {
    const saga = having(['flight']);
    saga.refuses('hotel');
    expect(saga.waits(19_000)).toHaveLength(2 * 6);
    saga.accepts('flight', 'undo', 3);
    const asked = saga.waits(3_600_000);
    expect(asked.length).toBeGreaterThan(700);
    expect(asked.every((ask) => ask.includes('undo hotel'))).toBe(true);
    saga.accepts('hotel', 'undo');
    expect(phaseOf(saga.progress)).toBe('undone');
  });

  it('after the pivot is answered by asking for ever', () => {
    const saga = having(allGroups);
    expect(saga.waits(3_600_000).length).toBeGreaterThan(700);
    expect(phaseOf(saga.progress)).toBe('finishing');
    expect(saga.accepts('pay')).toEqual(['do send the papers 1', 'do tell the family 1']);
  });

  it.each([0, 0.5, 0.999])('after the pivot lets chance %d spread the pauses by a quarter at most', (chance) => {
    const saga = having(allGroups);
    saga.waits(20_000, chance);
    const asked = saga.waits(60_000, chance).map((ask) => Number(ask.slice(0, ask.indexOf(':'))));
    for (const pause of asked.slice(1).map((at, index) => at - (asked[index] ?? 0))) {
      expect(pause).toBeGreaterThanOrEqual(3750);
      expect(pause).toBeLessThanOrEqual(6250);
      expect(pause).toBeCloseTo(5000 * (0.75 + chance / 2), -1);
    }
  });

  it.each([
    ['an earlier attempt', 1],
    ['an attempt that was never made', 3],
  ])('told of %s is a stale deadline', (_, attempt) => {
    const saga = begun();
    saga.waits(500);
    expect(saga.hears({ signal: 'no answer', step: 'flight', direction: 'do', attempt, chance: 0 })).toBe(
      'stale deadline',
    );
  });

  it('told of a step that was answered is a stale deadline', () => {
    const saga = having(['flight']);
    expect(saga.hears({ signal: 'no answer', step: 'flight', direction: 'do', attempt: 1, chance: 0 })).toBe(
      'stale deadline',
    );
  });
});
