import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { journeySaga, SagaConversation } from '../../../test/support/a-saga.js';
import { advance, type Signal } from './advance.js';
import {
  awaitedDirection,
  awaitedSteps,
  dueAt,
  isSettled,
  overdue,
  type Phase,
  type Progress,
  pausedMs,
  phaseOf,
  skippedSteps,
  stuckSteps,
} from './progress.js';

const because = { reason: 'sold out' };
const at = 100;
const rejected = { at, step: 'flight', because };
const refusedAsk = { askedAt: 0, asks: 1, answeredAt: 50, answer: 'refused', because } as const;
const openAsk = (nextAt: number) => ({ askedAt: 0, asks: 2, nextAt });

const progress = (of: Partial<Progress>): Progress => ({ startedAt: 0, steps: {}, ...of });

describe('the phase', () => {
  it.each<[string, Partial<Progress>, Phase]>([
    ['nothing was decided', {}, 'doing'],
    ['the pivot was accepted', { pivot: { at, answer: 'accepted' } }, 'finishing'],
    ['a step was refused', { rejected }, 'undoing'],
    ['the pivot was refused', { pivot: { at, answer: 'refused', because }, rejected }, 'undoing'],
    ['all was done', { pivot: { at, answer: 'accepted' }, ended: { at, as: 'done' } }, 'done'],
    ['all was undone', { rejected, ended: { at, as: 'undone' } }, 'undone'],
  ])('where %s', (_, of, expected) => {
    expect(phaseOf(progress(of))).toBe(expected);
  });
});

describe('a stuck step', () => {
  const steps = { flight: { do: refusedAsk, undo: refusedAsk }, hotel: { do: refusedAsk }, pay: { do: openAsk(1) } };
  it.each<[string, Partial<Progress>, string[]]>([
    ['doing', {}, []],
    ['undoing', { rejected }, ['flight']],
    ['finishing', { pivot: { at, answer: 'accepted' } }, ['flight', 'hotel']],
    ['done', { pivot: { at, answer: 'accepted' }, ended: { at, as: 'done' } }, []],
    ['undone', { rejected, ended: { at, as: 'undone' } }, []],
  ])('while %s is one that was refused in the direction that is awaited', (_, of, expected) => {
    expect(stuckSteps(progress({ steps, ...of }))).toEqual(expected);
  });
});

describe('an awaited step', () => {
  const skipped = { ...refusedAsk, answer: 'skipped' } as const;
  const steps = {
    flight: { do: refusedAsk, undo: openAsk(900) },
    hotel: { do: openAsk(700), undo: refusedAsk },
    car: { do: skipped, undo: skipped },
  };
  it.each<[string, Partial<Progress>, string[]]>([
    ['doing', {}, ['do flight', 'do hotel']],
    ['undoing', { rejected }, ['undo flight', 'undo hotel']],
    ['undone', { rejected, ended: { at, as: 'undone' } }, []],
  ])('while %s is one that is asked or stuck, and none that was skipped', (_, of, expected) => {
    const awaited = awaitedSteps(progress({ steps, ...of }));
    expect(awaited.map(({ step, direction }) => `${direction} ${step}`)).toEqual(expected);
  });

  it('is no skipped one, which is listed by itself', () => {
    expect(skippedSteps(progress({ steps: { ...steps, car: { do: refusedAsk, undo: skipped } } }))).toEqual(['car']);
    expect(skippedSteps(progress({}))).toEqual([]);
  });
});

describe('the time that a saga was paused', () => {
  const interventions = [
    { at: 100, action: 'pause' },
    { at: 130, action: 'resume' },
    { at: 200, action: 'retry' },
    { at: 300, action: 'pause' },
    { at: 307, action: 'resume' },
    { at: 400, action: 'pause' },
  ] as const;
  it.each([
    [0, 37],
    [100, 37],
    [130, 7],
    [307, 0],
    [400, 0],
  ])('since %d is, without the pause that lasts, %d ms', (since, expected) => {
    expect(pausedMs(progress({ interventions, pausedAt: 400 }), since)).toBe(expected);
  });

  it('is nothing where nobody intervened', () => {
    expect(pausedMs(progress({}), 0)).toBe(0);
  });
});

describe('what is due', () => {
  const steps = {
    flight: { do: openAsk(700), undo: openAsk(900) },
    hotel: { do: openAsk(600), undo: openAsk(901) },
    car: { do: refusedAsk },
  };

  it('is the earliest deadline in the direction that is awaited', () => {
    expect(dueAt(progress({ steps }))).toBe(600);
    expect(dueAt(progress({ steps, rejected }))).toBe(900);
  });

  it('is nothing where nothing is awaited', () => {
    expect(dueAt(progress({ steps: { car: { do: refusedAsk } } }))).toBeUndefined();
    expect(dueAt(progress({ steps, rejected, ended: { at, as: 'undone' } }))).toBeUndefined();
    expect(overdue(progress({ steps, rejected, ended: { at, as: 'undone' } }), 10_000)).toEqual([]);
  });

  it('is nothing while the saga is paused', () => {
    expect(dueAt(progress({ steps, pausedAt: 500 }))).toBeUndefined();
    expect(overdue(progress({ steps, pausedAt: 500 }), 10_000)).toEqual([]);
  });

  it('is overdue from its own instant, each ask with the attempt that stayed silent', () => {
    expect(overdue(progress({ steps }), 599)).toEqual([]);
    expect(overdue(progress({ steps }), 600)).toEqual([{ step: 'hotel', direction: 'do', attempt: 2 }]);
    expect(overdue(progress({ steps }), 700).map(({ step }) => step)).toEqual(['flight', 'hotel']);
    expect(overdue(progress({ steps, rejected }), 900)).toEqual([{ step: 'flight', direction: 'undo', attempt: 2 }]);
  });
});

const stepNames = [...journeySaga.undoable, ...journeySaga.mustFinish].flat().map(({ step }) => step as string);
const step = fc.constantFrom(...stepNames, 'yacht');
const direction = fc.constantFrom('do' as const, 'undo' as const);
const attempt = fc.integer({ min: 0, max: 4 });
const signals: fc.Arbitrary<Signal> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      signal: fc.constant('reply' as const),
      ...{ step, direction, attempt },
      answer: fc.constantFrom('accepted' as const, 'accepted' as const, 'accepted' as const, 'refused' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      signal: fc.constant('no answer' as const),
      ...{ step, direction, attempt },
      chance: fc.constant(0.3),
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom<Signal[]>({ signal: 'retry' }, { signal: 'pause' }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Signal[]>({ signal: 'resume' }, { signal: 'resume' }, { signal: 'force undo' }),
  },
  { weight: 1, arbitrary: fc.record({ signal: fc.constant('skip' as const), step }) },
);
const tape = fc.array(fc.record({ signal: signals, ms: fc.integer({ min: 0, max: 3000 }) }), { maxLength: 120 });

/** What may follow a phase; finals are never left. */
const next: Readonly<Record<Phase, readonly Phase[]>> = {
  doing: ['doing', 'undoing', 'undone', 'finishing', 'done'],
  undoing: ['undoing', 'undone'],
  finishing: ['finishing', 'done'],
  undone: [],
  done: [],
};

function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}

describe('whatever a saga is told', () => {
  it('it moves by its phases only, asks in order, undoes only what it asked for, and loses no acceptance', () => {
    fc.assert(
      fc.property(fc.boolean(), tape, (goes, told) => {
        const saga = new SagaConversation(journeySaga, { goes });
        saga.starts();
        for (const { signal, ms } of told) {
          saga.wall += ms;
          const before = frozen(saga.progress);
          const asked = saga.hears(signal);
          const after = saga.progress;
          if (after === before) continue;
          if (before.pausedAt !== undefined && signal.signal !== 'resume') expect(asked).toEqual([]);
          expect(next[phaseOf(before)]).toContain(phaseOf(after));
          for (const [name, asks] of Object.entries(after.steps)) {
            const earlier = before.steps[name];
            if (asks.undo) expect(asks.do).toBeDefined();
            if (asks.undo) expect(after.pivot?.answer).not.toBe('accepted');
            for (const way of ['do', 'undo'] as const) {
              if (isSettled(earlier?.[way])) expect(asks[way]).toEqual(earlier?.[way]);
              expect((asks[way]?.asks ?? 0) - (earlier?.[way]?.asks ?? 0)).toBeGreaterThanOrEqual(0);
              expect((asks[way]?.asks ?? 0) - (earlier?.[way]?.asks ?? 0)).toBeLessThanOrEqual(1);
            }
          }
        }
      }),
    );
  });

  it('it is due, stuck or paused for as long as it has not ended', () => {
    fc.assert(
      fc.property(fc.boolean(), tape, (goes, told) => {
        const saga = new SagaConversation(journeySaga, { goes });
        saga.starts();
        for (const { signal } of told) saga.hears(signal);
        const isOver = saga.progress.ended !== undefined || saga.progress.pausedAt !== undefined;
        expect(isOver || dueAt(saga.progress) !== undefined || stuckSteps(saga.progress).length > 0).toBe(true);
      }),
    );
  });

  it('it says the same again, also from a progress that was stored and read', () => {
    fc.assert(
      fc.property(fc.boolean(), tape, (goes, told) => {
        const saga = new SagaConversation(journeySaga, { goes });
        saga.starts();
        for (const { signal, ms } of told) {
          saga.wall += ms;
          const stored = JSON.parse(JSON.stringify(saga.progress)) as Progress;
          const now = { wall: saga.wall, market: saga.wall };
          expect(advance(journeySaga, { goes }, stored, signal, now)).toEqual(
            advance(journeySaga, { goes }, saga.progress, signal, now),
          );
          saga.hears(signal);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('it can still be brought to an end', () => {
    fc.assert(
      fc.property(fc.boolean(), tape, (goes, told) => {
        const saga = new SagaConversation(journeySaga, { goes });
        saga.starts();
        for (const { signal } of told) saga.hears(signal);
        saga.resumes();
        for (let round = 0; round < 20; round += 1) {
          saga.retries();
          for (const name of stepNames) saga.accepts(name, awaitedDirection(phaseOf(saga.progress)));
        }
        expect(saga.progress.ended).toBeDefined();
      }),
    );
  });
});
