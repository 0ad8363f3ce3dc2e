import { type Because, type Ignored, ignored } from '#libs/decision';
import { pauseMs, spreadPauseMs } from './pause.js';
import { type AskProgress, awaitedDirection, type Phase, type Progress, phaseOf, stuckSteps } from './progress.js';
import {
  type Ask,
  budgetMs,
  type Direction,
  type FinishingStep,
  type Instants,
  type Saga,
  type UndoableStep,
} from './saga.js';

/** What a saga is told. `chance` in [0, 1) spreads repeated asks. */
export type Signal =
  | {
      readonly signal: 'reply';
      readonly step: string;
      readonly direction: Direction;
      readonly attempt: number;
      readonly answer: 'accepted' | 'refused';
      readonly because?: Because;
    }
  | {
      readonly signal: 'no answer';
      readonly step: string;
      readonly direction: Direction;
      readonly attempt: number;
      readonly chance: number;
    }
  | { readonly signal: 'retry' };

/** An ask to be sent: the runner makes the command of it. */
export interface AskToSend<Subject> {
  readonly step: string;
  readonly direction: Direction;
  readonly attempt: number;
  readonly at: string;
  readonly ask: Ask<Subject>;
}

/** What a signal led to. */
export interface Advanced<Subject> {
  readonly progress: Progress;
  readonly asks: readonly AskToSend<Subject>[];
}

type AnyStep<Subject> = UndoableStep<Subject, string> | FinishingStep<Subject, string>;

/** Starts a saga: the first group is asked, or where there is none, the pivot is decided at once. */
export function start<Subject>(saga: Saga<Subject, string>, subject: Subject, now: Instants): Advanced<Subject> {
  return goOn(saga, subject, { startedAt: now.wall, steps: {} }, now);
}

/**
 * Feeds one signal to a saga. Pure: the same saga, subject, progress and signal give the same answer.
 *
 * @returns the new progress and what is to be asked, or `ignored` for a signal that nobody waits for
 */
export function advance<Subject>(
  saga: Saga<Subject, string>,
  subject: Subject,
  progress: Progress,
  signal: Signal,
  now: Instants,
): Advanced<Subject> | Ignored<'saga has ended' | 'stale reply' | 'stale deadline' | 'nothing is stuck'> {
  const phase = phaseOf(progress);
  if (phase === 'done' || phase === 'undone') return ignored('saga has ended');
  switch (signal.signal) {
    case 'reply': {
      const ask = awaited(progress, phase, signal);
      if (!ask || !counts(ask, phase, signal)) return ignored('stale reply');
      const answered = withAsk(progress, signal.step, signal.direction, answeredBy(ask, signal, now));
      if (signal.answer === 'refused' && phase === 'doing')
        return goOn(saga, subject, reject(answered, signal.step, signal.because ?? { reason: 'refused' }, now), now);
      return goOn(saga, subject, answered, now);
    }
    case 'no answer': {
      const ask = awaited(progress, phase, signal);
      if (!ask || ask.asks !== signal.attempt || ask.nextAt === undefined) return ignored('stale deadline');
      const step = stepNamed(saga, signal.step);
      if (phase === 'doing' && now.wall >= givenUpAt(step, 'do', ask.askedAt)) {
        const silent = withAsk(progress, signal.step, signal.direction, withoutDeadline(ask));
        return goOn(saga, subject, reject(silent, signal.step, { reason: 'no answer', from: step.at }, now), now);
      }
      return repeat(saga, progress, signal.step, signal.direction, signal.chance, now);
    }
    case 'retry': {
      const stuck = stuckSteps(progress);
      if (stuck.length === 0) return ignored('nothing is stuck');
      const direction = awaitedDirection(phase);
      let next: Advanced<Subject> = { progress, asks: [] };
      for (const step of stuck) {
        const again = repeat(saga, next.progress, step, direction, 0.5, now, true);
        next = { progress: again.progress, asks: [...next.asks, ...again.asks] };
      }
      return next;
    }
    default:
      return signal satisfies never;
  }
}

/** The ask that a signal speaks of, where its answer is still awaited; a stuck step is awaited too. */
function awaited(
  progress: Progress,
  phase: Phase,
  of: { step: string; direction: Direction },
): AskProgress | undefined {
  if (of.direction !== awaitedDirection(phase)) return undefined;
  const ask = Object.hasOwn(progress.steps, of.step) ? progress.steps[of.step]?.[of.direction] : undefined;
  return ask?.answer === 'accepted' ? undefined : ask;
}

/**
 * An acceptance counts from any attempt. A refusal of a do counts only from the latest, because an earlier one may
 * have been overtaken by an ask that was accepted; of an undo or a finishing step from any since the last retry.
 */
function counts(ask: AskProgress, phase: Phase, reply: { attempt: number; answer: 'accepted' | 'refused' }): boolean {
  if (reply.attempt < 1 || reply.attempt > ask.asks) return false;
  if (reply.answer === 'accepted') return true;
  if (ask.answer === 'refused') return false;
  return phase === 'doing' ? reply.attempt === ask.asks : reply.attempt >= (ask.retriedFrom ?? 1);
}

function answeredBy(
  ask: AskProgress,
  reply: { answer: 'accepted' | 'refused'; because?: Because },
  now: Instants,
): AskProgress {
  const { because: _because, ...open } = withoutDeadline(ask);
  return {
    ...open,
    answeredAt: now.wall,
    answer: reply.answer,
    ...(reply.answer === 'refused' && reply.because && { because: reply.because }),
  };
}

const withoutDeadline = ({ nextAt: _nextAt, ...ask }: AskProgress): AskProgress => ask;

const withAsk = (progress: Progress, step: string, direction: Direction, ask: AskProgress): Progress => ({
  ...progress,
  steps: { ...progress.steps, [step]: { ...progress.steps[step], [direction]: ask } },
});

const reject = (progress: Progress, step: string, because: Because, now: Instants): Progress => ({
  ...progress,
  rejected: { at: now.wall, step, because },
});

function stepNamed<Subject>(saga: Saga<Subject, string>, name: string): AnyStep<Subject> {
  const step = [...saga.undoable, ...saga.mustFinish].flat().find(({ step }) => step === name);
  if (!step) throw new Error(`saga ${saga.name} ${saga.version} has no step '${name}'`);
  return step;
}

const askOf = <Subject>(step: AnyStep<Subject>, direction: Direction): Ask<Subject> => {
  if (direction === 'do') return step.do;
  if (!step.undo) throw new Error(`step '${step.step}' has no undo`);
  return step.undo;
};

/** When the saga gives up on a step that was first asked at an instant; undos and finishing steps never are. */
const givenUpAt = <Subject>({ within }: AnyStep<Subject>, direction: Direction, askedAt: number): number =>
  direction === 'do' && within ? askedAt + budgetMs(within) : Number.POSITIVE_INFINITY;

/** Asks again for what was not answered, or was refused and is retried by an operator. */
function repeat<Subject>(
  saga: Saga<Subject, string>,
  progress: Progress,
  name: string,
  direction: Direction,
  chance: number,
  now: Instants,
  byOperator = false,
): Advanced<Subject> {
  const step = stepNamed(saga, name);
  const ask = progress.steps[name]?.[direction];
  if (!ask) throw new Error(`step '${name}' was never asked to ${direction}`);
  const attempt = ask.asks + 1;
  const pause = step.within && direction === 'do' ? pauseMs(attempt) : spreadPauseMs(attempt, chance);
  const next: AskProgress = {
    askedAt: ask.askedAt,
    asks: attempt,
    nextAt: Math.min(now.wall + pause, givenUpAt(step, direction, ask.askedAt)),
    ...(byOperator ? { retriedFrom: attempt } : ask.retriedFrom !== undefined && { retriedFrom: ask.retriedFrom }),
  };
  return {
    progress: withAsk(progress, name, direction, next),
    asks: [{ step: name, direction, attempt, at: step.at, ask: askOf(step, direction) }],
  };
}

/** Does whatever the progress allows now: the next group, the pivot, the undo of the group before, the end. */
function goOn<Subject>(
  saga: Saga<Subject, string>,
  subject: Subject,
  progress: Progress,
  now: Instants,
): Advanced<Subject> {
  const phase = phaseOf(progress);
  switch (phase) {
    case 'doing': {
      const open = saga.undoable.find((group) => !answeredAll(progress, group, 'do'));
      if (open) return askGroup(progress, open, 'do', now);
      const decision = saga.pivot.decide(subject, now);
      const { answer } = decision;
      const decided: Progress =
        answer === 'accepted'
          ? { ...progress, pivot: { at: now.wall, answer } }
          : reject(
              { ...progress, pivot: { at: now.wall, answer, because: decision.because } },
              saga.pivot.step,
              decision.because,
              now,
            );
      return goOn(saga, subject, decided, now);
    }
    case 'undoing': {
      // The refused and the silent step are undone too: a leak cannot hide behind an odd refusal or a lost reply.
      const asked = saga.undoable.map((group) => group.filter(({ step }) => progress.steps[step]?.do));
      const open = asked.findLast((group) => !answeredAll(progress, group, 'undo'));
      return open ? askGroup(progress, open, 'undo', now) : { progress: end(progress, 'undone', now), asks: [] };
    }
    case 'finishing': {
      const open = saga.mustFinish.find((group) => !answeredAll(progress, group, 'do'));
      return open ? askGroup(progress, open, 'do', now) : { progress: end(progress, 'done', now), asks: [] };
    }
    case 'done':
    case 'undone':
      return { progress, asks: [] };
    default:
      return phase satisfies never;
  }
}

const end = (progress: Progress, as: 'done' | 'undone', now: Instants): Progress => ({
  ...progress,
  ended: { at: now.wall, as },
});

const answeredAll = <Subject>(progress: Progress, group: readonly AnyStep<Subject>[], direction: Direction): boolean =>
  group.every(({ step }) => progress.steps[step]?.[direction]?.answer === 'accepted');

/** Asks every step of the group that was not asked yet in this direction. */
function askGroup<Subject>(
  progress: Progress,
  group: readonly AnyStep<Subject>[],
  direction: Direction,
  now: Instants,
): Advanced<Subject> {
  const fresh = group.filter(({ step }) => !progress.steps[step]?.[direction]);
  if (fresh.length === 0) return { progress, asks: [] };
  const steps = { ...progress.steps };
  for (const one of fresh) {
    const nextAt = Math.min(now.wall + pauseMs(1), givenUpAt(one, direction, now.wall));
    steps[one.step] = { ...steps[one.step], [direction]: { askedAt: now.wall, asks: 1, nextAt } };
  }
  return {
    progress: { ...progress, steps },
    asks: fresh.map((step) => ({ step: step.step, direction, attempt: 1, at: step.at, ask: askOf(step, direction) })),
  };
}
