import { describe, expect, it } from '@jest/globals';
import { accepted, refused } from '#libs/decision';
import { allGroups, begun, having, type Journey, journeySaga, SagaConversation } from '../../../test/support/a-saga.js';
import { phaseOf, stuckSteps } from './progress.js';
import type { Saga } from './saga.js';

const twoGroups = ['flight', 'hotel', 'car'] as const;
describe('a saga that goes well', () => {
  it('asks the steps of a group side by side, and the next group when all of it are done', () => {
    const saga = new SagaConversation(journeySaga, { goes: true });
    expect(saga.starts()).toEqual(['do flight 1', 'do hotel 1']);
    expect(saga.accepts('hotel')).toEqual([]);
    expect(saga.accepts('flight')).toEqual(['do car 1']);
    expect(saga.accepts('car')).toEqual(['do table 1', 'do theatre 1']);
    expect(saga.accepts('table')).toEqual([]);
    expect(saga.accepts('theatre')).toEqual(['do pay 1']);
    expect(saga.accepts('pay')).toEqual(['do send the papers 1', 'do tell the family 1']);
    expect(saga.accepts('tell the family')).toEqual([]);
    expect(phaseOf(saga.progress)).toBe('finishing');
    expect(saga.accepts('send the papers')).toEqual([]);
    expect(saga.progress.ended).toEqual({ at: 0, as: 'done' });
  });

  it('decides its pivot once, when the last undoable step is done', () => {
    const saga = having(allGroups.slice(0, -1));
    expect(saga.progress.pivot).toBeUndefined();
    saga.wall = 70;
    saga.accepts('theatre');
    expect(saga.progress.pivot).toEqual({ at: 70, answer: 'accepted' });
  });

  it('ignores everything once it has ended', () => {
    const saga = having([...allGroups, 'pay', 'send the papers', 'tell the family']);
    const { progress } = saga;
    for (const step of ['flight', 'pay']) {
      expect(saga.accepts(step)).toBe('saga has ended');
      expect(saga.refuses(step)).toBe('saga has ended');
      expect(saga.hears({ signal: 'no answer', step, direction: 'do', attempt: 1, chance: 0 })).toBe('saga has ended');
    }
    expect(saga.retries()).toBe('saga has ended');
    expect(saga.progress).toBe(progress);
  });
});

describe('a saga without', () => {
  const bare: Saga<boolean, 'decide'> = {
    name: 'bare',
    version: 1,
    undoable: [],
    pivot: { step: 'decide', decide: (goes) => (goes ? accepted('go') : refused('no leave')) },
    mustFinish: [],
  };

  it('any step is done at once where its pivot is accepted', () => {
    const saga = new SagaConversation(bare, true);
    expect(saga.starts()).toEqual([]);
    expect(phaseOf(saga.progress)).toBe('done');
  });

  it('undoable steps is undone at once where its pivot is refused, and nothing is asked', () => {
    const saga = new SagaConversation({ ...bare, mustFinish: journeySaga.mustFinish as never }, false);
    expect(saga.starts()).toEqual([]);
    expect(saga.progress).toMatchObject({
      rejected: { step: 'decide', because: { reason: 'no leave' } },
      ended: { as: 'undone' },
    });
  });

  it('undoable steps asks for its finishing steps at once where its pivot is accepted', () => {
    const saga = new SagaConversation({ ...bare, mustFinish: journeySaga.mustFinish as never }, true);
    expect(saga.starts()).toEqual(['do pay 1']);
  });
});

describe('a refusal', () => {
  it('undoes every step that was asked, the refused one too, in the reverse order of the groups', () => {
    const saga = having(twoGroups);
    expect(saga.refuses('table')).toEqual(['undo table 1', 'undo theatre 1']);
    expect(saga.accepts('table', 'undo')).toEqual([]);
    expect(saga.accepts('theatre', 'undo')).toEqual(['undo car 1']);
    expect(saga.accepts('car', 'undo')).toEqual(['undo flight 1', 'undo hotel 1']);
    expect(saga.accepts('flight', 'undo')).toEqual([]);
    expect(saga.accepts('hotel', 'undo')).toEqual([]);
    expect(saga.progress).toMatchObject({
      rejected: { step: 'table', because: { reason: 'sold out' } },
      ended: { as: 'undone' },
    });
  });

  it('undoes nothing that was never asked', () => {
    const saga = begun();
    expect(saga.refuses('flight')).toEqual(['undo flight 1', 'undo hotel 1']);
    saga.accepts('flight', 'undo');
    saga.accepts('hotel', 'undo');
    expect(phaseOf(saga.progress)).toBe('undone');
    expect(Object.keys(saga.progress.steps)).toEqual(['flight', 'hotel']);
  });

  it('makes every later answer to a do stale: its undo decides', () => {
    const saga = begun();
    saga.refuses('flight');
    expect(saga.accepts('hotel')).toBe('stale reply');
    expect(saga.refuses('hotel')).toBe('stale reply');
  });

  it('of the pivot undoes everything', () => {
    const saga = having(allGroups.slice(0, -1), false);
    expect(saga.accepts('theatre')).toEqual(['undo table 1', 'undo theatre 1']);
    expect(saga.progress).toMatchObject({
      pivot: { answer: 'refused', because: { reason: 'no leave' } },
      rejected: { step: 'decide to go', because: { reason: 'no leave' } },
    });
  });

  it('of a do counts only from the latest ask: an earlier one may have been overtaken by one that was accepted', () => {
    const saga = begun();
    saga.waits(500);
    expect(saga.refuses('flight', 'do', 1)).toBe('stale reply');
    expect(saga.refuses('flight', 'do', 2)).toEqual(['undo flight 1', 'undo hotel 1']);
  });

  it('without a reason still says that it was one', () => {
    const saga = begun();
    saga.hears({ signal: 'reply', step: 'flight', direction: 'do', attempt: 1, answer: 'refused' });
    expect(saga.progress.rejected?.because).toEqual({ reason: 'refused' });
  });
});

describe('an acceptance', () => {
  it('counts from any attempt', () => {
    const saga = begun();
    saga.waits(1500);
    expect(saga.accepts('flight', 'do', 1)).toEqual([]);
    expect(saga.accepts('hotel', 'do', 2)).toEqual(['do car 1']);
  });

  it.each([
    ['an attempt that was never made', 'flight', 'do', 2],
    ['an attempt before the first', 'flight', 'do', 0],
    ['a step that was never asked', 'car', 'do', 1],
    ['a step that there is none of', 'yacht', 'do', 1],
    ['a step by a name that every object has', '__proto__', 'do', 1],
    ['an undo that was never asked', 'flight', 'undo', 1],
  ] as const)('of %s is stale', (_, step, direction, attempt) => {
    const saga = begun();
    const { progress } = saga;
    expect(saga.accepts(step, direction, attempt)).toBe('stale reply');
    expect(saga.progress).toBe(progress);
  });

  it('that comes again is stale, and takes nothing back', () => {
    const saga = having(['flight']);
    expect(saga.accepts('flight')).toBe('stale reply');
    expect(saga.refuses('flight')).toBe('stale reply');
  });
});

describe('a step that is stuck', () => {
  /** Undoing, with the undo of the table refused. */
  const stuckUndo = (): SagaConversation<Journey> => {
    const saga = having(twoGroups);
    saga.refuses('theatre');
    saga.refuses('table', 'undo');
    return saga;
  };

  it('is one whose undo is refused; the others of its group go on being asked', () => {
    const saga = stuckUndo();
    expect(stuckSteps(saga.progress)).toEqual(['table']);
    const asked = saga.waits(10_000);
    expect(asked.length).toBeGreaterThan(2);
    expect(asked.every((ask) => ask.includes('undo theatre'))).toBe(true);
  });

  it('keeps the group before it from being undone, until it is undone itself', () => {
    const saga = stuckUndo();
    expect(saga.accepts('theatre', 'undo')).toEqual([]);
    expect(saga.waits(60_000)).toEqual([]);
    expect(saga.accepts('table', 'undo')).toEqual(['undo car 1']);
  });

  it('is still awaited: an acceptance of any attempt unsticks it', () => {
    const saga = having(twoGroups);
    saga.refuses('theatre');
    saga.waits(1500);
    saga.refuses('table', 'undo', 3);
    expect(saga.accepts('table', 'undo', 1)).toEqual([]);
    expect(stuckSteps(saga.progress)).toEqual([]);
    expect(saga.progress.steps['table']?.undo).not.toHaveProperty('because');
  });

  it('is refused by any of its asks, and once is enough', () => {
    const saga = having(twoGroups);
    saga.refuses('theatre');
    saga.waits(1500);
    expect(saga.refuses('table', 'undo', 1)).toEqual([]);
    expect(stuckSteps(saga.progress)).toEqual(['table']);
    expect(saga.refuses('table', 'undo', 2)).toBe('stale reply');
  });

  it('is asked again by a retry, with the next attempt, and repeated when that stays silent', () => {
    const saga = stuckUndo();
    expect(saga.retries()).toEqual(['undo table 2']);
    expect(stuckSteps(saga.progress)).toEqual([]);
    expect(saga.retries()).toBe('nothing is stuck');
    expect(saga.waits(2000)).toContain('1000: undo table 3');
  });

  it('forgets the refusals of before a retry, and hears those of any ask since', () => {
    const saga = stuckUndo();
    saga.retries();
    expect(saga.refuses('table', 'undo', 1)).toBe('stale reply');
    saga.waits(10_000);
    expect(saga.progress.steps['table']?.undo?.asks).toBeGreaterThan(3);
    expect(saga.refuses('table', 'undo', 1)).toBe('stale reply');
    expect(saga.refuses('table', 'undo', 2)).toEqual([]);
    expect(stuckSteps(saga.progress)).toEqual(['table']);
  });

  it('has no deadline: told of one, it goes on waiting for its operator', () => {
    const saga = stuckUndo();
    expect(saga.hears({ signal: 'no answer', step: 'table', direction: 'undo', attempt: 1, chance: 0 })).toBe(
      'stale deadline',
    );
  });

  it('is retried with all others that are stuck', () => {
    const saga = having([...allGroups, 'pay']);
    saga.refuses('send the papers');
    saga.refuses('tell the family');
    expect(saga.retries()).toEqual(['do send the papers 2', 'do tell the family 2']);
  });

  it('after the pivot undoes nothing', () => {
    const saga = having(allGroups);
    expect(saga.refuses('pay')).toEqual([]);
    expect(saga.waits(60_000)).toEqual([]);
    expect([phaseOf(saga.progress), stuckSteps(saga.progress)]).toEqual(['finishing', ['pay']]);
    expect(saga.progress.rejected).toBeUndefined();
    saga.retries();
    expect(saga.accepts('pay', 'do', 1)).toEqual(['do send the papers 1', 'do tell the family 1']);
  });

  it('is none before the pivot: there a refusal is undone', () => {
    const saga = begun();
    expect(saga.retries()).toBe('nothing is stuck');
  });
});

describe('a bug', () => {
  it('is thrown: a progress that names a step which the saga has lost', () => {
    const saga = begun();
    const without = { ...journeySaga, undoable: journeySaga.undoable.slice(1) };
    const other = new SagaConversation(without, { goes: true });
    other.progress = saga.progress;
    expect(() => other.hears({ signal: 'no answer', step: 'flight', direction: 'do', attempt: 1, chance: 0 })).toThrow(
      "saga journey 1 has no step 'flight'",
    );
  });
});
