import type { Check } from './check.js';

/**
 * A bug that breaks one rule of the product, as a change of its source that is only ever made to a copy. Nothing that
 * ships knows of it.
 */
export interface SeededBug {
  /** As the command line takes it: `no-tombstone`. */
  readonly name: string;
  /** The rule that it breaks, as a sentence that is true without it. */
  readonly breaks: string;
  /** The source file, relative to the checkout. */
  readonly file: string;
  /** Stands in the file exactly once; a source that has moved on makes it fail, so that no bug rots silently. */
  readonly find: string;
  readonly replace: string;
  readonly caughtBy: {
    readonly check: Check;
    /** What the check has to find: a finding that contains this. Whatever else it finds does not count. */
    readonly finding: string;
  };
}
