import { RepeatedLook } from '#libs/messaging';
import type { Query } from './pending-trades.reader.js';

const lookEveryMs = 100;
const mostPerLook = 50;

interface Due {
  readonly gid: string;
  /** The ids of its trades. */
  readonly trades: readonly string[];
}

/**
 * Finds global transactions whose answers are overdue, without a lock, and has each told so; two instances that meet do
 * the work once. It is the coordinator's recovery, too: what another process left behind is found by its row.
 */
export class DueTransactions {
  readonly name = 'deadlines of global transactions';
  readonly #looks = new RepeatedLook(lookEveryMs, () => this.#look());

  constructor(
    private readonly query: Query,
    private readonly tell: (due: Due) => Promise<unknown>,
    private readonly onTrouble: (error: unknown, what: string) => void,
  ) {}

  start(): void {
    this.#looks.start();
  }

  /** Waits for the look under way. */
  stop(): Promise<void> {
    return this.#looks.stop();
  }

  async #look(): Promise<void> {
    try {
      const due = await this.query<Due>(dueText, [mostPerLook]);
      const told = await Promise.allSettled(due.map((one) => this.tell(one)));
      for (const one of told)
        if (one.status === 'rejected') this.onTrouble(one.reason, 'a global transaction could not be told');
    } catch (error) {
      this.onTrouble(error, 'deadlines of global transactions');
    }
  }
}

/**
 * Decided ones first: somebody waits behind their locks. Of a mixed one those are still told that have not acknowledged. A
 * successor whose predecessor's end went unnoticed is due, too.
 */
const dueText = `
  SELECT gid, ARRAY(SELECT leg->>0 FROM json_array_elements(legs) AS leg) AS trades
  FROM global_transaction AS known
  WHERE (open OR state = 'mixed') AND (
    due_at <= clock_timestamp()
    OR state = 'gathering' AND due_at IS NULL
      AND NOT EXISTS (SELECT FROM global_transaction AS before WHERE before.gid = known.predecessor AND before.open))
  ORDER BY decided_at IS NULL, due_at LIMIT $1`;
