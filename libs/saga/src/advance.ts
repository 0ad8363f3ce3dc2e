import { type Because, type Ignored, ignored } from '#libs/decision';
import { type Advanced, askAgain, givenUpAt, stepNamed, withAsk } from './ask-steps.js';
import { goOn, reject } from './go-on.js';
import { type InterventionRefusal, intervene, type OperatorSignal } from './intervene.js';
import { type AskProgress, awaitedDirection, isSettled, type Phase, type Progress, phaseOf } from './progress.js';
import type { Direction, Instants, Saga } from './saga.js';

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
  | OperatorSignal;

/** Why a signal changes nothing. */
export type Unheard = 'saga has ended' | 'stale reply' | 'stale deadline' | InterventionRefusal;

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
): Advanced<Subject> | Ignored<Unheard> {
  const phase = phaseOf(progress);
  if (phase === 'done' || phase === 'undone') return ignored('saga has ended', { as: phase });
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
      if (!ask || ask.asks !== signal.attempt || ask.nextAt === undefined || progress.pausedAt !== undefined)
        return ignored('stale deadline');
      const step = stepNamed(saga, signal.step);
      if (phase === 'doing' && now.wall >= givenUpAt(progress, step, 'do', ask.askedAt)) {
        const silent = withAsk(progress, signal.step, signal.direction, withoutDeadline(ask));
        return goOn(saga, subject, reject(silent, signal.step, { reason: 'no answer', from: step.at }, now), now);
      }
      return askAgain(saga, progress, signal.step, signal.direction, signal.chance, now);
    }
    case 'retry':
    case 'force undo':
    case 'skip':
    case 'pause':
    case 'resume':
      return intervene(saga, subject, progress, signal, now);
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
  return isSettled(ask) ? undefined : ask;
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
