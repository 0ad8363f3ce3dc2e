import { type Instants, isRetriable, OpenTransaction } from '#libs/messaging';
import type { RefusedLeg } from '#libs/two-phase';
import type { BranchParts } from './branch-parts.js';
import { waitForLocks, writeMarker } from './branch.statements.js';
import { decideLegs, type LegTrouble, type ReadLegs, touchedBy } from './decide-legs.js';
import { codeOf, lockNotAvailable, uniqueViolation } from './prepared-transaction.js';

/** Somebody else holds, or has written, the marker of this gid. */
export class MetAnother extends Error {}

/** Refused legs end the work with nothing written; `rehearsal` writes what the others do. */
export interface BranchWork<Table extends string, State> {
  readonly gid: string;
  readonly ids: readonly string[];
  readonly read: ReadLegs<Table, State>;
  readonly onLeg: LegTrouble;
  readonly rehearsal: boolean;
}

/**
 * All that a branch does before it is prepared. The marker goes first, so that nobody else prepares the same gid.
 *
 * @returns the legs that the rule refuses
 * @throws MetAnother where the wait ends at the marker; else what the database says
 */
export async function workBranch<Table extends string, State>(
  { tables, store, outbox, clock, lockWaitMs = 500 }: BranchParts<Table, State>,
  tx: OpenTransaction,
  { gid, ids, read, onLeg, rehearsal }: BranchWork<Table, State>,
): Promise<readonly RefusedLeg[]> {
  try {
    await Promise.all([waitForLocks(tx, lockWaitMs), writeMarker(tx, gid, ids)]);
  } catch (error) {
    const code = codeOf(error);
    if (code === lockNotAvailable || code === uniqueViolation) throw new MetAnother();
    throw error;
  }
  const [instants, state] = await Promise.all([
    tx.query<Instants>(clock.name, clock.text),
    store.load(tx, touchedBy(tables, read)),
  ]);
  const [now] = instants;
  if (!now) throw new Error(`the statement ${clock.name} answered no row`);
  const { refused, send } = decideLegs(read, state, now, onLeg);
  if (refused.length > 0 && !rehearsal) return refused;
  await Promise.all([store.save(tx, state), outbox.append(tx, send, now.wall)]);
  return refused;
}

/**
 * Does all of a branch's work but the end: whether these legs could be written.
 *
 * @returns what the database says against them for good
 * @throws what says only that this is not the moment to find out
 */
export async function refusalOfWork<Table extends string, State>(
  parts: BranchParts<Table, State>,
  gid: string,
  legs: ReadLegs<Table, State>['legs'],
): Promise<{ readonly error: unknown } | undefined> {
  const tx = await OpenTransaction.begun(parts.pool);
  try {
    const read = { legs, unreadable: [], keys: [] };
    // What the rule says has been told by the run before this.
    const onLeg = (): void => undefined;
    await workBranch(parts, tx, { gid, ids: legs.map(({ id }) => id), read, onLeg, rehearsal: true });
    await tx.query('constraints', 'SET CONSTRAINTS ALL IMMEDIATE');
    return undefined;
  } catch (error) {
    // A unique violation is looked into only when it has been seen too often for a race.
    if (error instanceof MetAnother || (isRetriable(error) && codeOf(error) !== uniqueViolation)) throw error;
    return { error };
  } finally {
    await tx.rollback();
  }
}
