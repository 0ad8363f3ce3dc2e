import type { GlobalTransaction } from '#libs/two-phase';
import { readTransaction, type StoredTransaction, storedTransactionColumns } from './global-transaction.statements.js';
import type { Query } from './pending-trades.reader.js';

/** How operators look for global transactions: those whose branches may be prepared are in doubt. */
export const transactionFilters = ['open', 'in-doubt', 'ended', 'mixed'] as const;

export type TransactionFilter = (typeof transactionFilters)[number];

/** A global transaction as it is read, without a lock. */
export interface SeenTransaction {
  readonly transaction: GlobalTransaction;
  /** The gid of its successor. */
  readonly next: string | null;
}

/** Global transactions as operators look at them. */
export class GlobalTransactionReader {
  constructor(private readonly query: Query) {}

  async one(gid: string): Promise<SeenTransaction | undefined> {
    const [found] = await this.#select('gid = $1', [gid]);
    return found;
  }

  /** In the order of their gids, which is that of their beginning. */
  find(filter: TransactionFilter | undefined, after: string | undefined, limit: number): Promise<SeenTransaction[]> {
    const where = `${filter === undefined ? 'true' : conditions[filter]} AND ($1::text IS NULL OR gid > $1)`;
    return this.#select(`${where} ORDER BY gid LIMIT $2`, [after ?? null, limit]);
  }

  async #select(where: string, values: unknown[]): Promise<SeenTransaction[]> {
    const rows = await this.query<StoredTransaction & { next: string | null }>(
      `SELECT ${storedTransactionColumns},
         (SELECT successor.gid FROM global_transaction AS successor WHERE successor.predecessor = known.gid) AS next
       FROM global_transaction AS known WHERE ${where}`,
      values,
    );
    return rows.map((row) => ({ transaction: readTransaction(row), next: row.next }));
  }
}

const conditions: Readonly<Record<TransactionFilter, string>> = {
  open: 'open',
  'in-doubt': `open AND state <> 'gathering'`,
  ended: 'NOT open',
  mixed: `state = 'mixed'`,
};
