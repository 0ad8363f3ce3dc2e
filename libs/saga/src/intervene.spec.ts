import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  allGroups,
  begun,
  having,
  type Journey,
  journeySaga,
  type SagaConversation,
} from '../../../test/support/a-saga.js';
import { advance } from './advance.js';
import { awaitedDirection, dueAt, phaseOf, skippedSteps, stuckSteps } from './progress.js';

/** Undoing, with the undo of the table refused. */
const stuckUndo = (): SagaConversation<Journey> => {
  const saga = having(['flight', 'hotel', 'car']);
  saga.refuses('theatre');
  saga.refuses('table', 'undo');
  return saga;
};

/** The saga after an operator did one more thing to it. */
function after<Subject>(saga: SagaConversation<Subject>, act: (saga: SagaConversation<Subject>) => unknown) {
  act(saga);
  return saga;
}

/** Past the pivot, its first finishing step refused. */
const stuckFinish = (): SagaConversation<Journey> => {
  const saga = having(allGroups);
  saga.refuses('pay');
  return saga;
};

describe('a forced undo', () => {
  it('undoes everything that was asked for, whether it was answered or not, in reverse', () => {
    const saga = having(['flight', 'hotel']);
    expect(saga.forcesUndo()).toEqual(['undo car 1']);
    expect(saga.accepts('car', 'undo')).toEqual(['undo flight 1', 'undo hotel 1']);
    saga.accepts('flight', 'undo');
    saga.accepts('hotel', 'undo');
    expect(saga.progress).toMatchObject({
      rejected: { step: 'car', because: { reason: 'forced by an operator' } },
      ended: { as: 'undone' },
    });
  });

  it('makes every later answer to a do stale', () => {
    const saga = begun();
    saga.forcesUndo();
    expect(saga.accepts('flight')).toBe('stale reply');
  });

  it.each<[string, () => SagaConversation<Journey>, string]>([
    ['past the pivot', () => having(allGroups), 'past the pivot'],
    ['past the pivot, where it is stuck', stuckFinish, 'past the pivot'],
    ['where all is being undone already', stuckUndo, 'being undone already'],
    ['after the end', () => having([...allGroups, 'pay', 'send the papers', 'tell the family']), 'saga has ended'],
  ])('is refused %s', (_, saga, reason) => {
    const one = saga();
    const { progress } = one;
    expect(one.forcesUndo()).toBe(reason);
    expect(one.progress).toBe(progress);
  });
});

describe('a skip', () => {
  it('of a stuck undo goes on with the group before it, and leaves the saga by hand', () => {
    const saga = stuckUndo();
    saga.accepts('theatre', 'undo');
    expect(saga.skips('table')).toEqual(['undo car 1']);
    for (const step of ['car', 'flight', 'hotel']) saga.accepts(step, 'undo');
    expect(phaseOf(saga.progress)).toBe('undone');
    expect(skippedSteps(saga.progress)).toEqual(['table']);
  });

  it('waits for the other steps of its group', () => {
    expect(stuckUndo().skips('table')).toEqual([]);
  });

  it('of a stuck finishing step goes on with the group after it, and keeps why it was stuck', () => {
    const saga = stuckFinish();
    expect(saga.skips('pay')).toEqual(['do send the papers 1', 'do tell the family 1']);
    expect(stuckSteps(saga.progress)).toEqual([]);
    expect(saga.progress.steps['pay']?.do).toMatchObject({ answer: 'skipped', because: { reason: 'sold out' } });
  });

  it('of the last step ends the saga', () => {
    const saga = having([...allGroups, 'pay', 'send the papers']);
    saga.refuses('tell the family');
    saga.skips('tell the family');
    expect(saga.progress.ended?.as).toBe('done');
  });

  it('is the last word: a late answer is stale, and the step is retried no more', () => {
    const saga = stuckFinish();
    saga.skips('pay');
    expect([saga.accepts('pay'), saga.refuses('pay'), saga.retries()]).toEqual([
      'stale reply',
      'stale reply',
      'nothing is stuck',
    ]);
  });

  it.each<[string, () => SagaConversation<Journey>, string, string]>([
    ['a do that can be undone', begun, 'flight', 'step cannot be skipped'],
    ['the pivot', begun, 'decide to go', 'step cannot be skipped'],
    ['a step that is asked for, and not stuck', stuckUndo, 'theatre', 'step is not stuck'],
    [
      'a step that was skipped already',
      () => after(stuckUndo(), (saga) => saga.skips('table')),
      'table',
      'step is not stuck',
    ],
    [
      'a step whose do was refused, and whose undo is awaited',
      () => having(['flight']),
      'hotel',
      'step cannot be skipped',
    ],
    ['a do that was done long ago', stuckFinish, 'flight', 'step cannot be skipped'],
    ['a finishing step that was never asked for', stuckFinish, 'send the papers', 'step is not stuck'],
    ['a step that there is none of', stuckUndo, 'yacht', 'no such step'],
    ['a step by a name that every object has', stuckUndo, '__proto__', 'no such step'],
  ])('of %s is refused', (_, saga, step, reason) => {
    const one = saga();
    const { progress } = one;
    expect(one.skips(step)).toBe(reason);
    expect(one.progress).toBe(progress);
  });
});

describe('a paused saga', () => {
  it('asks nothing, not even in an hour, and goes on where it stood', () => {
    const saga = begun();
    saga.waits(400);
    expect(saga.pauses()).toEqual([]);
    expect(dueAt(saga.progress)).toBeUndefined();
    expect(saga.waits(3_600_000)).toEqual([]);
    expect(saga.resumes()).toEqual([]);
    expect(saga.waits(100)).toEqual(['3600500: do flight 2', '3600500: do hotel 2']);
  });

  it('keeps its budget: silence is given up after twenty seconds that were not paused', () => {
    const saga = begun();
    saga.waits(12_000);
    saga.pauses();
    saga.waits(100_000);
    saga.resumes();
    saga.waits(7_999);
    expect(phaseOf(saga.progress)).toBe('doing');
    expect(saga.waits(1)).toEqual(['120000: undo flight 1', '120000: undo hotel 1']);
  });

  it('keeps answers, and asks for the next group when it is resumed', () => {
    const saga = begun();
    saga.pauses();
    expect([saga.accepts('flight'), saga.accepts('hotel')]).toEqual([[], []]);
    expect(saga.resumes()).toEqual(['do car 1']);
  });

  it('keeps a refusal, and undoes when it is resumed', () => {
    const saga = begun();
    saga.pauses();
    expect(saga.refuses('flight')).toEqual([]);
    expect(phaseOf(saga.progress)).toBe('undoing');
    expect(saga.resumes()).toEqual(['undo flight 1', 'undo hotel 1']);
  });

  it('does not decide its pivot; resumed, it decides by the clock of then', () => {
    const saga = having(allGroups.slice(0, -1));
    saga.pauses();
    saga.accepts('theatre');
    saga.waits(5000);
    expect(saga.progress.pivot).toBeUndefined();
    expect(saga.resumes()).toEqual(['do pay 1']);
    expect(saga.progress.pivot?.at).toBe(5000);
  });

  it('does not end; resumed, it does', () => {
    const saga = having([...allGroups, 'pay', 'send the papers']);
    saga.pauses();
    saga.accepts('tell the family');
    expect(saga.progress.ended).toBeUndefined();
    saga.resumes();
    expect(saga.progress.ended?.as).toBe('done');
  });

  it('notes a forced undo, also where only the pivot is left, and acts on it when it is resumed', () => {
    const saga = having(allGroups.slice(0, -1));
    saga.pauses();
    saga.accepts('theatre');
    expect(saga.forcesUndo()).toEqual([]);
    expect(saga.progress.rejected).toMatchObject({ step: 'decide to go' });
    expect(saga.resumes()).toEqual(['undo table 1', 'undo theatre 1']);
  });

  it('notes a skip, and acts on it when it is resumed', () => {
    const saga = stuckFinish();
    saga.pauses();
    expect(saga.skips('pay')).toEqual([]);
    expect(saga.resumes()).toEqual(['do send the papers 1', 'do tell the family 1']);
  });

  it('is not retried, paused or resumed twice', () => {
    const saga = stuckFinish();
    expect(saga.resumes()).toBe('not paused');
    saga.pauses();
    expect([saga.retries(), saga.pauses()]).toEqual(['saga is paused', 'paused already']);
    saga.resumes();
    expect(saga.resumes()).toBe('not paused');
  });

  it('hears no deadline that was under way when it was paused', () => {
    const saga = begun();
    saga.pauses();
    expect(saga.hears({ signal: 'no answer', step: 'flight', direction: 'do', attempt: 1, chance: 0 })).toBe(
      'stale deadline',
    );
  });
});

describe('a refusal', () => {
  const now = { wall: 1000, market: 0 };
  it.each<[string, () => SagaConversation<Journey>, Parameters<typeof advance<Journey>>[3], object]>([
    [
      'says how long it has been paused',
      () => after(begun(), (saga) => saga.pauses()),
      { signal: 'pause' },
      { pausedForMs: 1000 },
    ],
    [
      'says since when the pivot has passed',
      () => having(allGroups),
      { signal: 'force undo' },
      { pivot: 'decide to go', passedMsAgo: 1000 },
    ],
    [
      'says what it is being undone for',
      stuckUndo,
      { signal: 'force undo' },
      { step: 'theatre', rejectedBecause: 'sold out' },
    ],
    [
      'says the phase in which the step is not stuck',
      stuckUndo,
      { signal: 'skip', step: 'car' },
      { step: 'car', phase: 'undoing' },
    ],
  ])('%s', (_, saga, signal, details) => {
    expect(advance(journeySaga, { goes: true }, saga().progress, signal, now)).toMatchObject({
      answer: 'ignored',
      because: details,
    });
  });
});

describe('a pause', () => {
  const step = fc.constantFrom(...allGroups, 'pay', 'send the papers', 'tell the family');
  const happening = fc.record({ ms: fc.integer({ min: 0, max: 4000 }), step, accepts: fc.boolean() });

  /** What is asked and when, as if the clock had stood while the saga was paused. */
  function story(tape: readonly { ms: number; step: string; accepts: boolean }[], pausedAt: number, forMs: number) {
    const saga = begun();
    const asked: string[] = [];
    let stoodMs = 0;
    const note = (what: string[] | string, at = saga.wall): void => {
      if (Array.isArray(what)) asked.push(...what.map((one) => `${at - stoodMs}: ${one}`));
    };
    tape.forEach(({ ms, step: name, accepts }, index) => {
      if (index === pausedAt) {
        saga.pauses();
        saga.waits(forMs);
        stoodMs = forMs;
        note(saga.resumes());
      }
      for (const one of saga.waits(ms)) {
        const [at = '', what = ''] = one.split(/: (.*)/);
        note([what], Number(at));
      }
      const direction = awaitedDirection(phaseOf(saga.progress));
      note(accepts ? saga.accepts(name, direction) : saga.refuses(name, direction));
    });
    return asked;
  }

  it('takes time and nothing else: whatever happens after it happens as it would have, so much later', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 30 }), fc.nat(30), fc.nat(100_000), (tape, pausedAt, forMs) => {
        expect(story(tape, pausedAt, forMs)).toEqual(story(tape, -1, 0));
      }),
    );
  });
});
