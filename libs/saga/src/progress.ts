import type { Because } from '#libs/decision';
import type { Direction } from './saga.js';

/** One ask of one step in one direction: when, how often, and what was answered. Times are wall-clock milliseconds. */
export interface AskProgress {
  readonly askedAt: number;
  /** The attempt of the latest ask; the first is 1. */
  readonly asks: number;
  /** When it is asked again if nothing is heard; absent while nothing is awaited. */
  readonly nextAt?: number;
  /** The first attempt since the last retry by an operator; refusals of earlier attempts do not count. */
  readonly retriedFrom?: number;
  readonly answeredAt?: number;
  /** `skipped`: an operator let the saga go on without an answer; what the step should have done is done by hand. */
  readonly answer?: 'accepted' | 'refused' | 'skipped';
  /** Why it was refused; kept when a step that was stuck is skipped. */
  readonly because?: Because;
}

export type StepProgress = { readonly [direction in Direction]?: AskProgress };

export type Intervention = 'retry' | 'force undo' | 'skip' | 'pause' | 'resume';

/** What an operator did to a saga. Who it was and why stand in the audit. */
export interface Intervened {
  readonly at: number;
  readonly action: Intervention;
  /** The steps that it was about, where it was not about the whole saga. */
  readonly steps?: readonly string[];
}

/**
 * How far a saga is: the only record there is, and its timeline. Kept by step name, never by position, so that
 * inserting a step does not disturb sagas in flight.
 */
export interface Progress {
  readonly startedAt: number;
  readonly steps: { readonly [step: string]: StepProgress };
  readonly pivot?: { readonly at: number; readonly answer: 'accepted' | 'refused'; readonly because?: Because };
  /** Why everything is being undone. */
  readonly rejected?: { readonly at: number; readonly step: string; readonly because: Because };
  readonly ended?: { readonly at: number; readonly as: 'done' | 'undone' };
  /** Since when it is paused; absent while it goes on. */
  readonly pausedAt?: number;
  /** What operators did, in order; absent where they did nothing. */
  readonly interventions?: readonly Intervened[];
}

export type Phase = 'doing' | 'undoing' | 'finishing' | 'done' | 'undone';

/** Where a saga stands, read from its progress. */
export function phaseOf(progress: Progress): Phase {
  if (progress.ended) return progress.ended.as;
  if (progress.pivot?.answer === 'accepted') return 'finishing';
  return progress.rejected ? 'undoing' : 'doing';
}

const asksOf = (progress: Progress, direction: Direction): [string, AskProgress][] =>
  Object.entries(progress.steps).flatMap(([step, directions]) => {
    const ask = directions[direction];
    return ask ? [[step, ask] as [string, AskProgress]] : [];
  });

/** The direction whose answers a saga in this phase waits for. */
export const awaitedDirection = (phase: Phase): Direction => (phase === 'undoing' ? 'undo' : 'do');

/** Steps that were refused where nothing may be refused: an operator has to look. Derived, never stored. */
export function stuckSteps(progress: Progress): string[] {
  const phase = phaseOf(progress);
  if (phase !== 'undoing' && phase !== 'finishing') return [];
  return asksOf(progress, awaitedDirection(phase))
    .filter(([, ask]) => ask.answer === 'refused')
    .map(([step]) => step);
}

/** Steps that an operator skipped: each is open until it is corrected on the participant's own row. */
export const skippedSteps = (progress: Progress): string[] =>
  (['do', 'undo'] as const).flatMap((direction) =>
    asksOf(progress, direction)
      .filter(([, ask]) => ask.answer === 'skipped')
      .map(([step]) => step),
  );

/** How long the saga was paused after an instant at which it was not; a pause that lasts is not counted yet. */
export function pausedMs(progress: Progress, since: number): number {
  let paused = 0;
  let from = Number.POSITIVE_INFINITY;
  for (const { action, at } of progress.interventions ?? []) {
    if (action === 'pause') from = at;
    if (action === 'resume' && from >= since) paused += at - from;
  }
  return paused;
}

/** Whether a step's answer is one that the saga goes on with. */
export const isSettled = (ask: AskProgress | undefined): boolean =>
  ask?.answer === 'accepted' || ask?.answer === 'skipped';

/** The steps that the saga waits for: those that are asked, and those that are stuck. */
export function awaitedSteps(progress: Progress): { step: string; direction: Direction; ask: AskProgress }[] {
  const phase = phaseOf(progress);
  if (phase === 'done' || phase === 'undone') return [];
  const direction = awaitedDirection(phase);
  return asksOf(progress, direction)
    .filter(([, ask]) => !isSettled(ask))
    .map(([step, ask]) => ({ step, direction, ask }));
}

/** The earliest instant at which an ask has to be repeated or given up; undefined when nothing is awaited, or paused. */
export function dueAt(progress: Progress): number | undefined {
  const phase = phaseOf(progress);
  if (phase === 'done' || phase === 'undone' || progress.pausedAt !== undefined) return undefined;
  const direction = awaitedDirection(phase);
  let due: number | undefined;
  for (const step in progress.steps) {
    const nextAt = progress.steps[step]?.[direction]?.nextAt;
    if (nextAt !== undefined && (due === undefined || nextAt < due)) due = nextAt;
  }
  return due;
}

/** The asks whose time has come, each to be fed to `advance` as `no answer`. */
export function overdue(progress: Progress, wall: number): { step: string; direction: Direction; attempt: number }[] {
  const phase = phaseOf(progress);
  if (phase === 'done' || phase === 'undone' || progress.pausedAt !== undefined) return [];
  const direction = awaitedDirection(phase);
  return asksOf(progress, direction)
    .filter(([, ask]) => ask.nextAt !== undefined && ask.nextAt <= wall)
    .map(([step, ask]) => ({ step, direction, attempt: ask.asks }));
}
