import type { Accepted, Refused } from '#libs/decision';

/** The database's wall clock and the market's, in milliseconds since 1970-01-01T00:00Z. */
export interface Instants {
  readonly market: number;
  readonly wall: number;
}

export type Direction = 'do' | 'undo';

/** What is asked of a participant. Both functions are pure, so that the same ask has the same body for ever. */
export interface Ask<Subject> {
  /** With its version: `settlement.hold-funds.v1`. */
  readonly type: string;
  /** The row that will be touched most; it chooses the partition. */
  readonly key: (subject: Subject) => string;
  readonly body: (subject: Subject) => unknown;
}

/** A step that can be taken back. `within` is the whole time from the first ask until the saga gives up on it. */
export interface UndoableStep<Subject, Step extends string> {
  readonly step: Step;
  /** The participant. */
  readonly at: string;
  readonly do: Ask<Subject>;
  readonly undo: Ask<Subject>;
  readonly within: `${number}s`;
}

/** The point of no return, decided locally: before it everything can be undone, after it nothing is. */
export interface Pivot<Subject, Step extends string> {
  readonly step: Step;
  readonly decide: (subject: Subject, now: Instants) => Accepted<unknown> | Refused<string>;
  readonly undo?: never;
  readonly within?: never;
}

/** A step that is asked for until it is done. */
export interface FinishingStep<Subject, Step extends string> {
  readonly step: Step;
  readonly at: string;
  readonly do: Ask<Subject>;
  readonly undo?: never;
  readonly within?: never;
}

/** Steps that run side by side; never empty. */
export type Group<Step> = readonly [Step, ...Step[]];

/**
 * A saga as a table. Groups run in order, the steps of a group side by side, undo in reverse order of the groups.
 * A step without its undo, a second pivot or an undo after the pivot does not compile.
 */
export interface Saga<Subject, Step extends string> {
  readonly name: string;
  /** Kept in each saga's row; a version stays registered while rows of it are alive. */
  readonly version: number;
  readonly undoable: readonly Group<UndoableStep<Subject, Step>>[];
  readonly pivot: Pivot<Subject, Step>;
  readonly mustFinish: readonly Group<FinishingStep<Subject, Step>>[];
}

/** A budget like `'20s'` in milliseconds. */
export const budgetMs = (within: `${number}s`): number => Number(within.slice(0, -1)) * 1000;
