import type { Because } from '#libs/decision';
import type { AskProgress, Direction, Progress, StepProgress } from '#libs/saga';

/** Asked after so many milliseconds of the saga, attempts, next at, answered after, answer, because, retried from. */
type StoredAsk = readonly [
  number,
  number,
  (number | null)?,
  (number | null)?,
  (AskProgress['answer'] | null)?,
  (Because | null)?,
  number?,
];

/**
 * A progress as its row keeps it: an ask is a list, and its times count from the saga's start. A saga's row is written
 * three times and read twice in a fraction of a second; the shorter it is, the more of that stays within its page.
 */
export type StoredProgress = Omit<Progress, 'steps'> & {
  readonly steps: { readonly [step: string]: { readonly [direction in Direction]?: StoredAsk } };
};

/** The condition under which a saga's row has a stuck step; `saga` is the table's name in the statement. */
export const stuckCondition = `(saga.open AND (
  saga.phase = 'finishing' AND jsonb_path_exists(saga.progress::jsonb, '$.steps.*.do[4] ? (@ == "refused")')
  OR saga.phase = 'undoing' AND jsonb_path_exists(saga.progress::jsonb, '$.steps.*.undo[4] ? (@ == "refused")')))`;

/** Likewise for one that operators have paused. */
export const pausedCondition = `(saga.open AND saga.progress->'pausedAt' IS NOT NULL)`;

/** Likewise for one of which an operator skipped a step. */
export const skippedCondition = `(saga.progress->'interventions' IS NOT NULL
  AND jsonb_path_exists(saga.progress::jsonb, '$.steps.*.*[4] ? (@ == "skipped")'))`;

/** Likewise for one that waits for a step, asked or stuck; `step` is the step's name as a parameter, `$1`. */
export const awaitsCondition = (step: string): string => `(saga.open AND (
  SELECT ask IS NOT NULL AND coalesce(ask->>4, 'refused') = 'refused'
  FROM (SELECT saga.progress->'steps'->${step}->(CASE saga.phase WHEN 'undoing' THEN 'undo' ELSE 'do' END)) AS awaited (ask)))`;

export function storedProgress(progress: Progress): StoredProgress {
  const { startedAt: start, steps } = progress;
  const stored: Record<string, { [direction in Direction]?: StoredAsk }> = {};
  for (const step in steps) {
    const { do: done, undo } = steps[step] ?? {};
    stored[step] = { ...(done && { do: storedAsk(done, start) }), ...(undo && { undo: storedAsk(undo, start) }) };
  }
  return { ...progress, steps: stored };
}

export function progressOf(row: StoredProgress): Progress {
  const { startedAt: start, steps: stored } = row;
  const steps: Record<string, StepProgress> = {};
  for (const step in stored) {
    const { do: done, undo } = stored[step] ?? {};
    steps[step] = { ...(done && { do: askOf(done, start) }), ...(undo && { undo: askOf(undo, start) }) };
  }
  return { ...row, steps };
}

function storedAsk(
  { askedAt, asks, nextAt, answeredAt, answer, because, retriedFrom }: AskProgress,
  start: number,
): StoredAsk {
  const after = (at: number | undefined): number | null => (at === undefined ? null : at - start);
  if (retriedFrom !== undefined)
    return [askedAt - start, asks, after(nextAt), after(answeredAt), answer ?? null, because ?? null, retriedFrom];
  if (because) return [askedAt - start, asks, after(nextAt), after(answeredAt), answer ?? null, because];
  if (answer) return [askedAt - start, asks, after(nextAt), after(answeredAt), answer];
  return nextAt === undefined ? [askedAt - start, asks] : [askedAt - start, asks, nextAt - start];
}

function askOf([asked, asks, next, answered, answer, because, retriedFrom]: StoredAsk, start: number): AskProgress {
  return {
    askedAt: start + asked,
    asks,
    ...(typeof next === 'number' && { nextAt: start + next }),
    ...(typeof answered === 'number' && { answeredAt: start + answered }),
    ...(answer && { answer }),
    ...(because && { because }),
    ...(retriedFrom !== undefined && { retriedFrom }),
  };
}
