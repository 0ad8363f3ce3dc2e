import type { Arrived } from './inbox.js';

/**
 * The mark of a group of requests, a row of the inbox in the group's own transaction: where COMMIT was not answered, the
 * next try finds the row, or does not, and waits for it while the transaction is still under way. The number of the
 * transaction would not do: after a crash PostgreSQL gives it to another.
 */
export interface Once extends Arrived {
  /**
   * What was decided when COMMIT was sent last. Whoever comes as far as that has not found the mark, so no earlier try has
   * been committed, and a mark that is found is of this one.
   */
  decided?: readonly unknown[];
}
