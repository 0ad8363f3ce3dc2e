import type { Rows, Transaction } from '#libs/messaging';
import { type GlobalTransaction, isOpen, type TransactionState } from '#libs/two-phase';

export interface StoredTransaction {
  readonly gid: string;
  readonly chain: string;
  readonly predecessor: string | null;
  readonly state: TransactionState;
  /** [[id, [key, …]], …] */
  readonly legs: readonly (readonly [string, readonly string[]])[];
  readonly busy_rounds: number;
  readonly participants: GlobalTransaction['participants'];
  readonly since_ms: number;
  readonly preparing_ms: number | null;
  readonly decided_ms: number | null;
  readonly ended_ms: number | null;
  readonly asks: number;
  readonly due_ms: number | null;
}

const ms = (column: string, name: string): string => `date_part('epoch', ${column}) * 1000 AS ${name}`;

/** The columns to select from `global_transaction` for {@link StoredTransaction}. */
export const storedTransactionColumns = `gid, chain, predecessor, state, legs, busy_rounds, participants,
  ${ms('since', 'since_ms')}, ${ms('preparing_since', 'preparing_ms')}, ${ms('decided_at', 'decided_ms')},
  ${ms('ended_at', 'ended_ms')}, asks, ${ms('due_at', 'due_ms')}`;

export const readTransaction = (row: StoredTransaction): GlobalTransaction => ({
  ...{ gid: row.gid, chain: row.chain, predecessor: row.predecessor, state: row.state },
  legs: row.legs.map(([id, keys]) => ({ id, keys })),
  busyRounds: row.busy_rounds,
  participants: row.participants,
  since: Math.round(row.since_ms),
  ...(row.preparing_ms !== null && { preparingSince: Math.round(row.preparing_ms) }),
  ...(row.decided_ms !== null && { decidedAt: Math.round(row.decided_ms) }),
  ...(row.ended_ms !== null && { endedAt: Math.round(row.ended_ms) }),
  asks: row.asks,
  ...(row.due_ms !== null && { dueAt: Math.round(row.due_ms) }),
});

/** These and their successors: the end of one is the beginning of the next. */
export async function loadTransactions(tx: Transaction, gids: readonly string[]): Promise<GlobalTransaction[]> {
  if (gids.length === 0) return [];
  return (await tx.query<StoredTransaction>('global-transaction-load', loadText, [gids])).map(readTransaction);
}

const loadText = `
  SELECT ${storedTransactionColumns} FROM global_transaction
  WHERE gid = ANY ($1) OR predecessor = ANY ($1) ORDER BY gid FOR NO KEY UPDATE`;

/** Writes new and changed global transactions; the legs of one never change. */
export async function saveTransactions(tx: Transaction, transactions: Rows<GlobalTransaction>): Promise<void> {
  await Promise.all([insert(tx, transactions.inserted()), update(tx, transactions.updated())]);
}

const progressColumns = (of: readonly GlobalTransaction[]): unknown[] => [
  of.map(({ gid }) => gid),
  of.map(({ state }) => state),
  of.map(({ participants }) => JSON.stringify(participants)),
  of.map(({ preparingSince }) => preparingSince),
  of.map(({ decidedAt }) => decidedAt),
  of.map(({ endedAt }) => endedAt),
  of.map(({ asks }) => asks),
  of.map(({ dueAt }) => dueAt),
];

async function insert(tx: Transaction, inserted: readonly GlobalTransaction[]): Promise<void> {
  if (inserted.length === 0) return;
  await tx.query('global-transaction-insert', insertText, [
    ...progressColumns(inserted),
    inserted.map(({ chain }) => chain),
    inserted.map(({ predecessor }) => predecessor),
    inserted.map(({ legs }) => JSON.stringify(legs.map(({ id, keys }) => [id, keys]))),
    inserted.map(({ busyRounds }) => busyRounds),
    inserted.map(({ since }) => since),
  ]);
}

const insertText = `
  INSERT INTO global_transaction (gid, state, participants, preparing_since, decided_at, ended_at, asks, due_at, chain,
    predecessor, legs, keys, busy_rounds, since)
  SELECT gid, state, participants, to_timestamp(preparing_ms / 1000), to_timestamp(decided_ms / 1000),
    to_timestamp(ended_ms / 1000), asks, to_timestamp(due_ms / 1000), chain, predecessor, legs,
    ARRAY(SELECT DISTINCT key FROM json_array_elements(legs) AS leg, json_array_elements_text(leg->1) AS key),
    busy_rounds, to_timestamp(since_ms / 1000)
  FROM unnest($1::text[], $2::text[], $3::json[], $4::float8[], $5::float8[], $6::float8[], $7::int[], $8::float8[],
      $9::text[], $10::text[], $11::json[], $12::int[], $13::float8[])
    AS new (gid, state, participants, preparing_ms, decided_ms, ended_ms, asks, due_ms, chain, predecessor, legs,
      busy_rounds, since_ms)`;

async function update(tx: Transaction, updated: readonly GlobalTransaction[]): Promise<void> {
  if (updated.length === 0) return;
  await tx.query('global-transaction-update', updateText, progressColumns(updated));
}

const updateText = `
  UPDATE global_transaction AS known
  SET state = new.state, participants = new.participants, preparing_since = to_timestamp(preparing_ms / 1000),
    decided_at = to_timestamp(decided_ms / 1000), ended_at = to_timestamp(ended_ms / 1000), asks = new.asks,
    due_at = to_timestamp(due_ms / 1000)
  FROM unnest($1::text[], $2::text[], $3::json[], $4::float8[], $5::float8[], $6::float8[], $7::int[], $8::float8[])
    AS new (gid, state, participants, preparing_ms, decided_ms, ended_ms, asks, due_ms)
  WHERE known.gid = new.gid`;

/** The chains that this batch has ended: of one that goes on, the successor was loaded, or made, beside the end. */
export function chainsEnded(transactions: Rows<GlobalTransaction>): string[] {
  const touched = [...transactions.inserted(), ...transactions.updated()];
  const goesOn = new Set(touched.filter(({ state }) => isOpen(state)).map(({ chain }) => chain));
  return [...new Set(touched.map(({ chain }) => chain))].filter((chain) => !goesOn.has(chain));
}

/** Those that this batch has ended. */
export const endedIn = (transactions: Rows<GlobalTransaction>): GlobalTransaction[] =>
  transactions.updated().filter(({ gid, state }) => {
    const before = transactions.before(gid);
    return !isOpen(state) && before !== undefined && isOpen(before.state);
  });
