import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AskProgress, Progress } from '#libs/saga';
import { progressOf, storedProgress } from './stored-progress.js';

const at = fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 });
const because = fc.record({ reason: fc.string({ minLength: 1 }), neededEur: fc.string() });
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const without = (value: object) =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));

const ask = fc
  .record({
    askedAt: at,
    asks: fc.integer({ min: 1, max: 50 }),
    nextAt: optional(at),
    answered: optional(
      fc.record({
        answeredAt: at,
        answer: fc.constantFrom('accepted' as const, 'refused' as const, 'skipped' as const),
      }),
    ),
    because: optional(because),
    retriedFrom: optional(fc.integer({ min: 2, max: 50 })),
  })
  .map(({ answered, ...rest }) => without({ ...rest, ...answered }) as unknown as AskProgress);

const progress: fc.Arbitrary<Progress> = fc
  .record({
    startedAt: at,
    steps: fc.dictionary(
      fc.constantFrom('hold funds', 'book delivery', 'post funds'),
      fc.record({ do: optional(ask), undo: optional(ask) }).map((step) => without(step)),
      { noNullPrototype: true },
    ),
    pivot: optional(fc.record({ at, answer: fc.constantFrom('accepted' as const, 'refused' as const) })),
    rejected: optional(fc.record({ at, step: fc.string(), because })),
    ended: optional(fc.record({ at, as: fc.constantFrom('done' as const, 'undone' as const) })),
    pausedAt: optional(at),
    interventions: optional(
      fc.array(fc.record({ at, action: fc.constantFrom('pause' as const, 'resume' as const, 'force undo' as const) })),
    ),
  })
  .map((whole) => without(whole) as unknown as Progress);

describe('a progress in its row', () => {
  it('comes back as it was, through JSON', () => {
    fc.assert(
      fc.property(progress, (whole) => {
        expect(progressOf(JSON.parse(JSON.stringify(storedProgress(whole))))).toEqual(whole);
      }),
    );
  });

  it('is read as it was written before operators could intervene', () => {
    const row = `{"startedAt":1000,"steps":{"hold funds":{"do":[0,2,null,700,"accepted"],"undo":[900,1,1400]}},
      "rejected":{"at":1900,"step":"book delivery","because":{"reason":"no answer"}}}`;
    expect(progressOf(JSON.parse(row))).toEqual({
      startedAt: 1000,
      steps: {
        'hold funds': {
          do: { askedAt: 1000, asks: 2, answeredAt: 1700, answer: 'accepted' },
          undo: { askedAt: 1900, asks: 1, nextAt: 2400 },
        },
      },
      rejected: { at: 1900, step: 'book delivery', because: { reason: 'no answer' } },
    });
  });
});
