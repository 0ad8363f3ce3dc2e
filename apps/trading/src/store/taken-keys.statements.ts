import type { Transaction } from '#libs/messaging';
import type { TakenKeys } from '../two-phase/pending-trade.js';

/** What stands in the way of gathering some trades. */
export interface Taken {
  readonly keys: readonly TakenKeys[];
  /** How many chains have not ended, whatever their keys. */
  readonly openChains: number;
}

/** The keys of open global transactions by gid, as this process has read them: those of one never change. */
export type KnownKeys = Map<string, readonly string[]>;

export const nothingTaken: Taken = { keys: [], openChains: 0 };

/**
 * A trade that has waited for so long has its keys kept for it, so that younger ones do not pass it for ever. Long before
 * it would be rejected, and longer than a busy hour makes most trades wait: what many keep, everybody waits for.
 */
const keptAfter = '5 seconds';

/** Which keys are taken, where trades are to be gathered; read behind a gathering's lock, so that nothing new is missed. */
export async function loadTaken(tx: Transaction, trades: readonly string[], known: KnownKeys): Promise<Taken> {
  if (trades.length === 0) return nothingTaken;
  const [open, kept] = await Promise.all([
    tx.query<Open>('open-keys-load', openText, [[...known.keys()]]),
    tx.query<Kept>('kept-keys-load', keptText, [keptAfter]),
  ]);
  const before = new Map(known);
  known.clear();
  for (const { gid, keys } of open) known.set(gid, keys ?? before.get(gid) ?? []);
  return {
    keys: [
      ...open.map(({ gid, chain }) => ({ chain, keys: known.get(gid) ?? [] })),
      ...kept.map(({ chain, keys, kept_ms }) => ({ chain, keys, keptSince: Math.round(kept_ms) })),
    ],
    openChains: new Set(open.map(({ chain }) => chain)).size,
  };
}

interface Open {
  readonly gid: string;
  readonly chain: string;
  /** Null where they are known. */
  readonly keys: readonly string[] | null;
}

interface Kept {
  readonly chain: string;
  readonly keys: readonly string[];
  readonly kept_ms: number;
}

// Whole, as JSON: some thousand keys are matched faster here than by a plan that knows nothing of how many there are.
const openText = `
  SELECT gid, chain, CASE WHEN gid = ANY ($1::text[]) THEN NULL ELSE to_json(keys) END AS keys
  FROM global_transaction WHERE open`;

const keptText = `
  SELECT waits_for AS chain, to_json(keys) AS keys, date_part('epoch', since) * 1000 AS kept_ms FROM two_phase_pending
  WHERE waits_for IS NOT NULL AND since < clock_timestamp() - $1::interval`;
