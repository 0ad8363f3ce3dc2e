import type { SimulatedTransaction } from './simulated-database.js';

/** A service's rows as a batch sees them: `load` locks and reads, `save` says what is to be written with the commit. */
export interface SimulatedStore<State> {
  load(tx: SimulatedTransaction, keys: ReadonlyMap<string, ReadonlySet<string>>): State;
  save(tx: SimulatedTransaction, state: State): void;
}

const none: ReadonlySet<string> = new Set();

/** The keys of a table that a batch touches. */
export const keysIn = (keys: ReadonlyMap<string, ReadonlySet<string>>, table: string): ReadonlySet<string> =>
  keys.get(table) ?? none;

/** Locks and reads those of the rows that are there. The lock is taken on the key, so that an INSERT waits for it too. */
export function locked<Row>(
  tx: SimulatedTransaction,
  table: string,
  rows: ReadonlyMap<string, Row>,
  keys: Iterable<string>,
): Row[] {
  const found: Row[] = [];
  for (const key of keys) {
    tx.lock(`${table} ${key}`);
    const row = rows.get(key);
    if (row !== undefined) found.push(row);
  }
  return found;
}
