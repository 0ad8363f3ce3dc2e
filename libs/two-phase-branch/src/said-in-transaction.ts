import { type Instants, OpenTransaction, type Outgoing, type Transaction } from '#libs/messaging';
import type { BranchParts } from './branch-parts.js';

export type SayingParts = Pick<BranchParts<string, unknown>, 'pool' | 'outbox' | 'clock' | 'committed'>;

/** Writes something, and what is said about it, in one short transaction that is no branch. */
export async function saidInTransaction(
  { pool, outbox, clock, committed }: SayingParts,
  write: (tx: Transaction) => Promise<readonly Outgoing[]>,
): Promise<void> {
  const tx = await OpenTransaction.begin(pool);
  try {
    const clockRead = tx.query<Instants>(clock.name, clock.text);
    const send = await write(tx);
    const [now] = await clockRead;
    if (!now) throw new Error(`the statement ${clock.name} answered no row`);
    await outbox.append(tx, send, now.wall);
  } catch (error) {
    await tx.rollback();
    throw error;
  }
  await tx.commit();
  committed();
}
