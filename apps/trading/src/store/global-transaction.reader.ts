import type { GlobalTransaction } from '#libs/two-phase';
import { twoPhaseSaga } from '../two-phase/two-phase-progress.js';
import { readTransaction, type StoredTransaction, storedTransactionColumns } from './global-transaction.statements.js';
import type { Query } from './pending-trades.reader.js';

/**
 * How operators look for global transactions: those whose branches may be prepared are in doubt. A mixed one is as well
 * until everybody has acknowledged: only one of its branches is known to have ended.
 */
export const transactionFilters = ['open', 'in-doubt', 'ended', 'mixed'] as const;

export type TransactionFilter = (typeof transactionFilters)[number];

/** What operators look for; what is left out may be anything. */
export interface TransactionsSought {
  readonly state?: TransactionFilter | undefined;
  /** One of its trades. */
  readonly trade?: string | undefined;
  /** The gid where an earlier page ended. */
  readonly after?: string | undefined;
}

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
  find({ state, trade, after }: TransactionsSought, limit: number): Promise<SeenTransaction[]> {
    const where = [
      '($1::text IS NULL OR gid > $1)',
      ...(state === undefined ? [] : [conditions[state]]),
      ...(trade === undefined ? [] : [holdsTrade]),
    ].join(' AND ');
    return this.#select(`${where} ORDER BY gid LIMIT $2`, [
      after ?? null,
      limit,
      ...(trade === undefined ? [] : [trade]),
    ]);
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

/** The condition under which a mixed one still locks rows: what a participant has not acknowledged may be prepared there. */
export const mixedInDoubtCondition = `state = 'mixed'
  AND EXISTS (SELECT FROM json_each(participants) AS each WHERE each.value->'acknowledged' IS NULL)`;

const conditions: Readonly<Record<TransactionFilter, string>> = {
  open: 'open',
  // Each half has an index of its own.
  'in-doubt': `gid IN (
    SELECT gid FROM global_transaction WHERE open AND state <> 'gathering'
    UNION ALL SELECT gid FROM global_transaction WHERE ${mixedInDoubtCondition})`,
  ended: 'NOT open',
  mixed: `state = 'mixed'`,
};

/** The first gid that could have been made at an instant: after the system's name come its milliseconds, as UUID v7 has them. */
const firstGidAt = (ms: string): string => `two_phase_system.id || '-' || lpad(to_hex((${ms})::int8), 12, '0')`;

/**
 * Legs have no index, and need none: the trade came into each of its global transactions while it was undecided, a
 * second more or less where clocks differ, and gids sort by the time at which they were made.
 */
const holdsTrade = `
  gid BETWEEN (SELECT ${firstGidAt(`(progress->>'startedAt')::float8 - 1000`)}
                 FROM saga, two_phase_system WHERE saga.id = $3::uuid AND name = '${twoPhaseSaga.name}')
      AND (SELECT ${firstGidAt(`coalesce((progress->'pivot'->>'at')::float8, (progress->'ended'->>'at')::float8,
             date_part('epoch', clock_timestamp()) * 1000) + 1000`)}
             FROM saga, two_phase_system WHERE saga.id = $3::uuid)
  AND EXISTS (SELECT FROM json_array_elements(legs) AS leg WHERE leg->>0 = $3::uuid::text)`;
