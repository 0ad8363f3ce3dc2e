import type { Forgotten } from './forgetting.js';

/**
 * Global transactions that all participants have acknowledged: whoever should still ask is told that they are unknown,
 * which by then undoes nothing. Their trades stay for ever; mixed ones stay until a person takes them away.
 */
export const endedTransactions: Forgotten = {
  name: 'ended global transactions',
  text: `
    DELETE FROM global_transaction
    WHERE NOT open AND state IN ('committed', 'aborted') AND ended_at < now() - $1::interval`,
  keptFor: '24 hours',
  lookEveryMs: 600_000,
};
