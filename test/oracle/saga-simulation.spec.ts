import { describe, expect, it } from '@jest/globals';
import { advance, phaseOf } from '#libs/saga';
import { type Advance, type Rules, SagaSchedule } from './saga-schedule.js';

/** `SCHEDULES=1000000 SEED=7` looks further, `SEED=7 FROM=1234 SCHEDULES=1` repeats one schedule. */
const schedules = Number(process.env['SCHEDULES'] ?? 20_000);
const seed = Number(process.env['SEED'] ?? 1);
const from = Number(process.env['FROM'] ?? 0);

/** The first schedule that does not hold, told so that it can be repeated and followed; undefined when all hold. */
function firstViolation(first: number, count: number, rules?: Rules): string | undefined {
  for (let schedule = first; schedule < first + count; schedule += 1) {
    if (new SagaSchedule(seed, schedule, rules).run().length === 0) continue;
    const again = new SagaSchedule(seed, schedule, rules, true);
    const found = again.run();
    return [`SEED=${seed} FROM=${schedule} SCHEDULES=1 repeats it`, ...found, ...again.trace].join('\n');
  }
  return undefined;
}

describe('every schedule of trade sagas', () => {
  it(
    `ends with all cleared, or undone with nothing left behind: ${schedules} schedules of seed ${seed}`,
    () => {
      expect(firstViolation(from, schedules)).toBeUndefined();
    },
    20_000 + schedules * 5,
  );

  it('is the same when it is run again', () => {
    const traced = (): string[] => {
      const schedule = new SagaSchedule(seed, from, {}, true);
      schedule.run();
      return schedule.trace;
    };
    expect(traced()).toEqual(traced());
    expect(traced().length).toBeGreaterThan(5);
  });

  it('comes to clear trades, to reject them, and to every kind of refusal', () => {
    const seen = new Set<string>();
    for (let schedule = 0; schedule < 2000; schedule += 1) {
      const one = new SagaSchedule(1, schedule, {}, true);
      one.run();
      for (const line of one.trace) seen.add(line.slice(line.lastIndexOf('→') + 2).trim());
    }
    expect([...seen]).toEqual(
      expect.arrayContaining([
        ...['done', 'undone', 'stale reply', 'saga has ended'],
        ...['refused not enough free money', 'refused account frozen', 'refused not enough capacity'],
        ...['refused already undone', 'refused could not be read'],
        ...['pause in doing', 'pause in finishing', 'resume in finishing', 'resume in done', 'force undo in undoing'],
        ...['retry in undoing', 'skip in undoing', 'skip in undone', 'accepted by hand', 'saga is paused'],
        ...['past the pivot', 'being undone already', 'step is not stuck', 'step cannot be skipped'],
      ]),
    );
  });
});

/** A step that said no, or nothing, is taken for one that never happened, and is not undone. */
const forgets =
  (kind: 'the silent step' | 'the refused step'): Advance =>
  (saga, subject, progress, signal, now) => {
    const told = advance(saga, subject, progress, signal, now);
    if ('answer' in told || progress.rejected || !told.progress.rejected) return told;
    const { step, because } = told.progress.rejected;
    const ask = told.progress.steps[step];
    if (!ask?.undo || (because.reason === 'no answer') !== (kind === 'the silent step')) return told;
    const { nextAt: _nextAt, ...undo } = ask.undo;
    const undone = { ...ask, undo: { ...undo, answeredAt: now.wall, answer: 'accepted' as const } };
    const steps = { ...told.progress.steps, [step]: undone };
    return { progress: { ...told.progress, steps }, asks: told.asks.filter((one) => one.step !== step) };
  };

/** A saga past its pivot is undone because an operator wants it. */
const forcesPastPivot: Advance = (saga, subject, progress, told, now) => {
  const { pivot: _pivot, ...unpivoted } = progress;
  const isForced = told.signal === 'force undo' && phaseOf(progress) === 'finishing';
  return advance(saga, subject, isForced ? unpivoted : progress, told, now);
};

/** A skipped `do` is taken for one that was accepted. */
const skipsDos: Advance = (saga, subject, progress, told, now) => {
  const ask = told.signal === 'skip' ? progress.steps[told.step]?.do : undefined;
  if (told.signal !== 'skip' || !ask || phaseOf(progress) !== 'doing')
    return advance(saga, subject, progress, told, now);
  const reply = { signal: 'reply', step: told.step, direction: 'do', attempt: ask.asks, answer: 'accepted' } as const;
  return advance(saga, subject, progress, reply, now);
};

/** While a saga is paused, replies lead on all the same. */
const neverPauses: Advance = (saga, subject, progress, told, now) => {
  const { pausedAt, ...open } = progress;
  if (pausedAt === undefined || told.signal !== 'reply') return advance(saga, subject, progress, told, now);
  const next = advance(saga, subject, open, told, now);
  return 'answer' in next ? next : { ...next, progress: { ...next.progress, pausedAt } };
};

const broken: readonly (readonly [string, Rules])[] = [
  ['an undo is forced past the pivot', { advance: forcesPastPivot }],
  ['a do that can be undone is skipped', { advance: skipsDos }],
  ['a paused saga goes on', { advance: neverPauses }],
  ['participants leave no tombstones', { participants: { keeps: ({ state }) => state !== 'tombstone' } }],
  // Each of the two guards stands in for the other: only without both does anything leak.
  [
    'participants keep no refusals, and the refused step is not undone',
    { advance: forgets('the refused step'), participants: { keeps: ({ state }) => state !== 'refused' } },
  ],
  ['the silent step is not undone', { advance: forgets('the silent step') }],
  [
    'a do wins after its undo',
    {
      participants: {
        known: (row, type) =>
          /hold-funds|book-delivery/.test(type) && /voided|cancelled/.test(row?.state ?? '') ? undefined : row,
      },
    },
  ],
  [
    'an undo happens as often as it is asked for',
    {
      participants: {
        known: (row, type) =>
          row && /void-hold|cancel-booking/.test(type) && /voided|cancelled/.test(row.state)
            ? { ...row, state: row.state === 'voided' ? 'held' : 'pending' }
            : row,
      },
    },
  ],
  [
    'money is posted as often as it is asked for',
    {
      participants: {
        known: (row, type) =>
          row && /post-hold/.test(type) && row.state === 'posted' ? { ...row, state: 'held' as never } : row,
      },
    },
  ],
];

describe('the simulation finds it', () => {
  it.each(broken)('when %s', (_, rules) => {
    expect(firstViolation(0, 5_000, rules)).toContain('repeats it');
  });
});
