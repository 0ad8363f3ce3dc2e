import { pauseMs, spreadPauseMs } from './pause.js';
import { type AskProgress, pausedMs, type Progress } from './progress.js';
import {
  type Ask,
  budgetMs,
  type Direction,
  type FinishingStep,
  type Instants,
  type Saga,
  type UndoableStep,
} from './saga.js';

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

export type AnyStep<Subject> = UndoableStep<Subject, string> | FinishingStep<Subject, string>;

export const withAsk = (progress: Progress, step: string, direction: Direction, ask: AskProgress): Progress => ({
  ...progress,
  steps: { ...progress.steps, [step]: { ...progress.steps[step], [direction]: ask } },
});

export function stepNamed<Subject>(saga: Saga<Subject, string>, name: string): AnyStep<Subject> {
  const step = [...saga.undoable, ...saga.mustFinish].flat().find(({ step }) => step === name);
  if (!step) throw new Error(`saga ${saga.name} ${saga.version} has no step '${name}'`);
  return step;
}

const askOf = <Subject>(step: AnyStep<Subject>, direction: Direction): Ask<Subject> => {
  if (direction === 'do') return step.do;
  if (!step.undo) throw new Error(`step '${step.step}' has no undo`);
  return step.undo;
};

/**
 * When the saga gives up on a step that was first asked at an instant; undos and finishing steps never are. The time in
 * which operators paused the saga does not count.
 */
export const givenUpAt = <Subject>(
  progress: Progress,
  { within }: AnyStep<Subject>,
  direction: Direction,
  askedAt: number,
): number =>
  direction === 'do' && within ? askedAt + budgetMs(within) + pausedMs(progress, askedAt) : Number.POSITIVE_INFINITY;

/** Asks every step of the group that was not asked yet in this direction. */
export function askGroup<Subject>(
  progress: Progress,
  group: readonly AnyStep<Subject>[],
  direction: Direction,
  now: Instants,
): Advanced<Subject> {
  const fresh = group.filter(({ step }) => !progress.steps[step]?.[direction]);
  if (fresh.length === 0) return { progress, asks: [] };
  const steps = { ...progress.steps };
  for (const one of fresh) {
    const nextAt = Math.min(now.wall + pauseMs(1), givenUpAt(progress, one, direction, now.wall));
    steps[one.step] = { ...steps[one.step], [direction]: { askedAt: now.wall, asks: 1, nextAt } };
  }
  return {
    progress: { ...progress, steps },
    asks: fresh.map((step) => ({ step: step.step, direction, attempt: 1, at: step.at, ask: askOf(step, direction) })),
  };
}

/** Asks again for what was not answered, or was refused and is retried by an operator. */
export function askAgain<Subject>(
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
    nextAt: Math.min(now.wall + pause, givenUpAt(progress, step, direction, ask.askedAt)),
    ...(byOperator ? { retriedFrom: attempt } : ask.retriedFrom !== undefined && { retriedFrom: ask.retriedFrom }),
  };
  return {
    progress: withAsk(progress, name, direction, next),
    asks: [{ step: name, direction, attempt, at: step.at, ask: askOf(step, direction) }],
  };
}
