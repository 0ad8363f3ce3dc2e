import type { Because } from '#libs/decision';
import { type Advanced, type AnyStep, askGroup } from './ask-steps.js';
import { isSettled, type Progress, phaseOf } from './progress.js';
import type { Direction, Instants, Saga } from './saga.js';

/** From here on everything is undone. */
export const reject = (progress: Progress, step: string, because: Because, now: Instants): Progress => ({
  ...progress,
  rejected: { at: now.wall, step, because },
});

/**
 * Does whatever the progress allows now: the next group, the pivot, the undo of the group before, the end. A paused saga
 * does nothing.
 */
export function goOn<Subject>(
  saga: Saga<Subject, string>,
  subject: Subject,
  progress: Progress,
  now: Instants,
): Advanced<Subject> {
  if (progress.pausedAt !== undefined) return { progress, asks: [] };
  const phase = phaseOf(progress);
  switch (phase) {
    case 'doing': {
      const open = saga.undoable.find((group) => !areSettled(progress, group, 'do'));
      return open
        ? askGroup(progress, open, 'do', now)
        : goOn(saga, subject, decided(saga, subject, progress, now), now);
    }
    case 'undoing': {
      // The refused and the silent step are undone too: a leak cannot hide behind an odd refusal or a lost reply.
      const asked = saga.undoable.map((group) => group.filter(({ step }) => progress.steps[step]?.do));
      const open = asked.findLast((group) => !areSettled(progress, group, 'undo'));
      return open ? askGroup(progress, open, 'undo', now) : { progress: end(progress, 'undone', now), asks: [] };
    }
    case 'finishing': {
      const open = saga.mustFinish.find((group) => !areSettled(progress, group, 'do'));
      return open ? askGroup(progress, open, 'do', now) : { progress: end(progress, 'done', now), asks: [] };
    }
    case 'done':
    case 'undone':
      return { progress, asks: [] };
    default:
      return phase satisfies never;
  }
}

/** The progress with the pivot's decision. */
function decided<Subject>(
  { pivot }: Saga<Subject, string>,
  subject: Subject,
  progress: Progress,
  now: Instants,
): Progress {
  const decision = pivot.decide(subject, now);
  const { answer } = decision;
  if (answer === 'accepted') return { ...progress, pivot: { at: now.wall, answer } };
  const { because } = decision;
  return reject({ ...progress, pivot: { at: now.wall, answer, because } }, pivot.step, because, now);
}

const end = (progress: Progress, as: 'done' | 'undone', now: Instants): Progress => ({
  ...progress,
  ended: { at: now.wall, as },
});

const areSettled = <Subject>(progress: Progress, group: readonly AnyStep<Subject>[], direction: Direction): boolean =>
  group.every(({ step }) => isSettled(progress.steps[step]?.[direction]));
