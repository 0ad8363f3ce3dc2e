import type { Transaction } from '#libs/messaging';
import type { TakenKeys } from '../two-phase/pending-trade.js';

/** What stands in the way of gathering some trades. */
export interface Taken {
  readonly keys: readonly TakenKeys[];
  /** How many chains have not ended, whatever their keys. */
  readonly openChains: number;
}

export const nothingTaken: Taken = { keys: [], openChains: 0 };

/**
 * A trade that has waited for so long has its keys kept for it, so that younger ones do not pass it for ever. Long before
 * it would be rejected, and longer than a busy hour makes most trades wait: what many keep, everybody waits for.
 */
const keptAfter = '5 seconds';

/** Which keys are taken, where trades are to be gathered; read behind a gathering's lock, so that nothing new is missed. */
export async function loadTaken(tx: Transaction, trades: readonly string[]): Promise<Taken> {
  if (trades.length === 0) return nothingTaken;
  const rows = await tx.query<{ chain: string; keys: string[]; kept_ms: number | null }>('taken-keys-load', loadText, [
    keptAfter,
  ]);
  return {
    keys: rows.map(({ chain, keys, kept_ms }) => ({
      ...{ chain, keys },
      ...(kept_ms !== null && { keptSince: Math.round(kept_ms) }),
    })),
    openChains: new Set(rows.filter(({ kept_ms }) => kept_ms === null).map(({ chain }) => chain)).size,
  };
}

// Whole, as JSON: some thousand keys are matched faster here than by a plan that knows nothing of how many there are.
const loadText = `
  SELECT chain, to_json(keys) AS keys, NULL::float8 AS kept_ms FROM global_transaction WHERE open
  UNION ALL
  SELECT waits_for, to_json(keys), date_part('epoch', since) * 1000 FROM two_phase_pending
  WHERE waits_for IS NOT NULL AND since < clock_timestamp() - $1::interval`;
