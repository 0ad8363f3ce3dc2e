import type { Because } from '#libs/decision';
import { type Progress, phaseOf, stuckSteps } from './progress.js';
import type { Direction } from './saga.js';

/** One line of a saga's story; times are wall-clock milliseconds. */
export interface TimelineEntry {
  /** Of what an operator did: its name, `force undo`. */
  readonly step: string;
  readonly direction: Direction | 'decide' | 'by an operator';
  readonly askedAt: number;
  readonly asks: number;
  readonly answeredAt?: number;
  readonly answer: 'accepted' | 'refused' | 'stuck' | 'skipped' | 'awaited' | 'never answered';
  readonly because?: Because;
  /** The steps that an operator retried or skipped. */
  readonly steps?: readonly string[];
}

/** A saga as a person reads it: every ask in the order of its first sending, the pivot and operators among them. */
export function timeline(pivotStep: string, progress: Progress): TimelineEntry[] {
  const stuck = new Set(stuckSteps(progress));
  const phase = phaseOf(progress);
  const waitsFor = phase === 'done' || phase === 'undone' ? undefined : phase === 'undoing' ? 'undo' : 'do';
  // What an operator did stands before what it led to in the same instant.
  const entries: TimelineEntry[] = (progress.interventions ?? []).map(({ at, action, steps }) => ({
    ...{ step: action, direction: 'by an operator', askedAt: at, asks: 1, answeredAt: at, answer: 'accepted' },
    ...(steps && { steps }),
  }));
  for (const [step, directions] of Object.entries(progress.steps))
    for (const direction of ['do', 'undo'] as const) {
      const ask = directions[direction];
      if (!ask) continue;
      const open = direction === waitsFor ? 'awaited' : 'never answered';
      entries.push({
        step,
        direction,
        askedAt: ask.askedAt,
        asks: ask.asks,
        answer: ask.answer === 'refused' && direction === waitsFor && stuck.has(step) ? 'stuck' : (ask.answer ?? open),
        ...(ask.answeredAt !== undefined && { answeredAt: ask.answeredAt }),
        ...(ask.because && { because: ask.because }),
      });
    }
  const { pivot } = progress;
  if (pivot)
    entries.push({
      step: pivotStep,
      direction: 'decide',
      askedAt: pivot.at,
      asks: 1,
      answeredAt: pivot.at,
      answer: pivot.answer,
      ...(pivot.because && { because: pivot.because }),
    });
  return entries.sort(
    (one, other) => one.askedAt - other.askedAt || placeAround(pivot, one) - placeAround(pivot, other),
  );
}

/** What the pivot asks for is asked in its own instant, and stands behind it; what led to it was answered by then. */
function placeAround(pivot: Progress['pivot'], { direction, answeredAt }: TimelineEntry): number {
  if (!pivot || direction === 'decide') return 0;
  if (direction === 'by an operator') return -1;
  return direction === 'do' && answeredAt !== undefined && answeredAt <= pivot.at ? -1 : 1;
}
