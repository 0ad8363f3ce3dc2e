import { type Ignored, ignored } from '#libs/decision';
import { type Advanced, askAgain, withAsk } from './ask-steps.js';
import { goOn, reject } from './go-on.js';
import {
  type AskProgress,
  awaitedDirection,
  awaitedSteps,
  type Intervened,
  type Intervention,
  type Progress,
  phaseOf,
  stuckSteps,
} from './progress.js';
import type { Direction, Instants, Saga } from './saga.js';

/** What an operator wants of a saga that has not ended. */
export type OperatorSignal =
  | { readonly signal: Exclude<Intervention, 'skip'> }
  | { readonly signal: 'skip'; readonly step: string };

/** Why nothing came of it; with what differed beside it. */
export type InterventionRefusal =
  | 'saga is paused'
  | 'nothing is stuck'
  | 'past the pivot'
  | 'being undone already'
  | 'no such step'
  | 'step cannot be skipped'
  | 'step is not stuck'
  | 'paused already'
  | 'not paused';

/** The reason of a rejection that an operator wanted. */
const forcedByOperator = 'forced by an operator';

/** Does what an operator wants, and writes it into the progress; or says why it cannot be. */
export function intervene<Subject>(
  saga: Saga<Subject, string>,
  subject: Subject,
  progress: Progress,
  told: OperatorSignal,
  now: Instants,
): Advanced<Subject> | Ignored<InterventionRefusal> {
  switch (told.signal) {
    case 'retry':
      return retry(saga, progress, now);
    case 'force undo':
      return forceUndo(saga, subject, progress, now);
    case 'skip':
      return skip(saga, subject, progress, told.step, now);
    case 'pause':
      if (progress.pausedAt !== undefined) return ignored('paused already', pausedFor(progress, now));
      return { progress: written({ ...progress, pausedAt: now.wall }, 'pause', now), asks: [] };
    case 'resume':
      return resume(saga, subject, progress, now);
    default:
      return told satisfies never;
  }
}

/** Asks every stuck step again, at once. */
function retry<Subject>(
  saga: Saga<Subject, string>,
  progress: Progress,
  now: Instants,
): Advanced<Subject> | Ignored<InterventionRefusal> {
  if (progress.pausedAt !== undefined) return ignored('saga is paused', pausedFor(progress, now));
  const stuck = stuckSteps(progress);
  if (stuck.length === 0) return ignored('nothing is stuck', { phase: phaseOf(progress) });
  const direction = awaitedDirection(phaseOf(progress));
  let next: Advanced<Subject> = { progress: written(progress, 'retry', now, stuck), asks: [] };
  for (const step of stuck) {
    const again = askAgain(saga, next.progress, step, direction, 0.5, now, true);
    next = { progress: again.progress, asks: [...next.asks, ...again.asks] };
  }
  return next;
}

/** Rejects what is still before its pivot, at the step that is awaited. In a paused saga the undos wait for its resume. */
function forceUndo<Subject>(
  saga: Saga<Subject, string>,
  subject: Subject,
  progress: Progress,
  now: Instants,
): Advanced<Subject> | Ignored<InterventionRefusal> {
  if (progress.rejected)
    return ignored('being undone already', {
      step: progress.rejected.step,
      rejectedBecause: progress.rejected.because.reason,
    });
  if (progress.pivot)
    return ignored('past the pivot', { pivot: saga.pivot.step, passedMsAgo: Math.round(now.wall - progress.pivot.at) });
  const step = awaitedSteps(progress)[0]?.step ?? saga.pivot.step;
  const forced = reject(progress, step, { reason: forcedByOperator }, now);
  return goOn(saga, subject, written(forced, 'force undo', now), now);
}

/** Goes on without a step that is stuck. A `do` that can be undone is none: where it is refused, all is undone. */
function skip<Subject>(
  saga: Saga<Subject, string>,
  subject: Subject,
  progress: Progress,
  step: string,
  now: Instants,
): Advanced<Subject> | Ignored<InterventionRefusal> {
  const phase = phaseOf(progress);
  const direction = awaitedDirection(phase);
  const ask = stuckSteps(progress).includes(step) ? progress.steps[step]?.[direction] : undefined;
  if (ask) {
    const skipped = withAsk(progress, step, direction, { ...ask, answer: 'skipped' });
    return goOn(saga, subject, written(skipped, 'skip', now, [step]), now);
  }
  const isUndoable = saga.undoable.flat().some((one) => one.step === step);
  const isFinishing = saga.mustFinish.flat().some((one) => one.step === step);
  if (step === saga.pivot.step || (isUndoable && direction === 'do'))
    return ignored('step cannot be skipped', { step, phase });
  return isUndoable || isFinishing ? ignored('step is not stuck', { step, phase }) : ignored('no such step', { step });
}

/** Goes on where it stood: deadlines move by as much as the saga was paused. */
function resume<Subject>(
  saga: Saga<Subject, string>,
  subject: Subject,
  { pausedAt, ...progress }: Progress,
  now: Instants,
): Advanced<Subject> | Ignored<InterventionRefusal> {
  if (pausedAt === undefined) return ignored('not paused', { phase: phaseOf(progress) });
  const laterMs = now.wall - pausedAt;
  const later = (ask: AskProgress): AskProgress =>
    ask.nextAt === undefined ? ask : { ...ask, nextAt: ask.nextAt + laterMs };
  const steps = Object.fromEntries(
    Object.entries(progress.steps).map(([step, asks]) => [
      step,
      Object.fromEntries(
        (Object.entries(asks) as [Direction, AskProgress][]).map(([direction, ask]) => [direction, later(ask)]),
      ),
    ]),
  );
  return goOn(saga, subject, written({ ...progress, steps }, 'resume', now), now);
}

const pausedFor = ({ pausedAt = 0 }: Progress, now: Instants): { pausedForMs: number } => ({
  pausedForMs: Math.round(now.wall - pausedAt),
});

function written(progress: Progress, action: Intervention, now: Instants, steps?: readonly string[]): Progress {
  const one: Intervened = { at: now.wall, action, ...(steps && { steps }) };
  return { ...progress, interventions: [...(progress.interventions ?? []), one] };
}
