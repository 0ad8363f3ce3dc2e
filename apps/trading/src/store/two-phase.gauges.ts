import type { QueriedGauge } from '#libs/service';
import { mixedInDoubtCondition } from './global-transaction.reader.js';

/** Each reads open and mixed global transactions only, or the trades that wait for one. */
export const twoPhaseGauges: readonly QueriedGauge[] = [
  {
    name: 'gridsaga_two_phase_transactions',
    help: 'Global transactions that have not ended, or have ended mixed, by state; in doubt from preparing to their end',
    labels: ['state'],
    text: `SELECT state, count(gid) AS value
      FROM (VALUES ('gathering'), ('preparing'), ('committing'), ('aborting'), ('mixed')) AS wanted (state)
      LEFT JOIN (SELECT gid, state FROM global_transaction WHERE open
                 UNION ALL SELECT gid, state FROM global_transaction WHERE state = 'mixed') AS known USING (state)
     GROUP BY state`,
  },
  {
    name: 'gridsaga_two_phase_oldest_in_doubt_seconds',
    help: 'For how long the oldest global transaction has been prepared somewhere, or may have been; mixed ones until all have acknowledged',
    text: `SELECT coalesce(extract(epoch FROM clock_timestamp() - min(preparing_since)), 0) AS value
      FROM (SELECT preparing_since FROM global_transaction WHERE open
            UNION ALL SELECT preparing_since FROM global_transaction WHERE ${mixedInDoubtCondition}) AS in_doubt`,
  },
  {
    name: 'gridsaga_two_phase_pending_trades',
    help: 'Two-phase trades that wait for their turn in a global transaction',
    text: 'SELECT count(*) AS value FROM two_phase_pending',
  },
  {
    name: 'gridsaga_two_phase_oldest_pending_seconds',
    help: 'Age of the oldest two-phase trade that waits for its turn in a global transaction',
    text: `SELECT coalesce(extract(epoch FROM clock_timestamp() - min(since)), 0) AS value FROM two_phase_pending`,
  },
];
