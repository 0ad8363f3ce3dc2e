import { type Invariant, within } from './invariant.js';

/** Every leg of a global transaction: a trade, by its id. */
const legs = `
  SELECT gid, state, predecessor, (leg->>0)::uuid AS trade
    FROM global_transaction CROSS JOIN LATERAL json_array_elements(legs) AS leg`;

/** What each participant has said of each global transaction; instants in ms, as the coordinator's database saw them. */
const said = `
  SELECT gid, state, participant, ended_at, extract(epoch FROM decided_at)::float8 * 1000 AS decided,
         word->'vote'->>'vote' AS vote, (word->'vote'->>'at')::float8 AS voted,
         word->'acknowledged'->>'as' AS acknowledged, (word->'acknowledged'->>'at')::float8 AS acknowledged_at
    FROM global_transaction CROSS JOIN unnest(ARRAY['metering', 'settlement']) AS participant
   CROSS JOIN LATERAL (SELECT participants->participant) AS told (word)`;

/** The coordinator forgets what has ended a day later; whatever is younger must be there. */
export const isRemembered = (at: string): string => `${at} > now() - interval '23 hours'`;

/** Of trading's own tables, which one transaction always changes together: they fit at every moment. */
export const twoPhaseInvariants: readonly Invariant[] = [
  within('trading', {
    name: 'a trade goes the path that it asked for',
    otherwise: 'A trade that must not be half done is, or may be.',
    // Nothing may ever be due where the coordinator writes the progress: the saga's deadlines would undo it.
    question: `
      SELECT id, settlement, name, due_at IS NOT NULL AS due FROM trade JOIN saga USING (id)
       WHERE (settlement = 'two-phase') <> (name = 'two-phase trade')
          OR (name = 'two-phase trade' AND due_at IS NOT NULL)`,
    finding: ({ id, settlement, name, due }) =>
      `trade ${id} asked for ${settlement}, its progress is that of a ${name}${due ? ', and something is due' : ''}`,
  }),
  within('trading', {
    name: 'a two-phase trade waits, or stands in one global transaction that is as far as the trade',
    otherwise: 'A trade is settled twice, by nobody, or otherwise than it is told.',
    question: `
      SELECT trade.id, phase, waits.trade IS NOT NULL AS waits, coalesce(held.times, 0) AS times, held.states
        FROM trade JOIN saga USING (id) LEFT JOIN two_phase_pending AS waits ON waits.trade = trade.id
        LEFT JOIN (SELECT trade, count(*) AS times, string_agg(state, ', ' ORDER BY gid) AS states FROM (${legs}) AS leg
                    WHERE state NOT IN ('aborting', 'aborted') GROUP BY trade) AS held ON held.trade = trade.id
       WHERE settlement = 'two-phase' AND coalesce(held.states NOT LIKE '%mixed%', true)
         AND CASE phase
           WHEN 'doing' THEN CASE WHEN states IS NULL THEN waits.trade IS NULL
             ELSE waits.trade IS NOT NULL OR states NOT IN ('gathering', 'preparing') END
           WHEN 'finishing' THEN waits.trade IS NOT NULL OR states IS DISTINCT FROM 'committing'
           WHEN 'done' THEN waits.trade IS NOT NULL OR states <> 'committed'
             OR (states IS NULL AND ${isRemembered(`to_timestamp((progress->'ended'->>'at')::float8 / 1000)`)})
           ELSE waits.trade IS NOT NULL OR states IS NOT NULL END`,
    finding: ({ id, phase, waits, times, states }) =>
      `trade ${id} is ${phase}, ${waits ? 'waits to be gathered' : 'does not wait'}, and stands in ${times} global ` +
      `transactions that are not aborted${states === null ? '' : `: ${states}`}`,
  }),
  within('trading', {
    name: 'the legs of a global transaction are two-phase trades, each once',
    otherwise: 'A global transaction settles what it should not.',
    question: `
      SELECT gid, leg.trade, settlement, count(*) AS times FROM (${legs}) AS leg LEFT JOIN trade ON trade.id = leg.trade
       GROUP BY 1, 2, 3 HAVING settlement IS DISTINCT FROM 'two-phase' OR count(*) > 1`,
    finding: ({ gid, trade, settlement, times }) =>
      `${gid} names ${trade} ${times} times, ${settlement === null ? 'which is no trade' : `a trade by ${settlement}`}`,
  }),
  within('trading', {
    name: 'no global transaction commits without a yes of everybody, given before',
    otherwise: 'Somebody was committed who could not, or had not promised to.',
    question: `
      SELECT gid, state, participant, vote FROM (${said}) AS said
       WHERE state IN ('committing', 'committed') AND (vote IS DISTINCT FROM 'yes' OR voted > decided + 1)`,
    finding: ({ gid, state, participant, vote }) =>
      `${gid} is ${state}, and ${participant} ${vote === 'yes' ? 'said yes later' : `said ${vote ?? 'nothing'}`}`,
  }),
  within('trading', {
    name: 'a global transaction is decided before anybody ends it, and ends when everybody has, as it was decided',
    otherwise: 'Somebody acted on a decision that was not durable, or was forgotten too early.',
    question: `
      SELECT gid, state, participant, coalesce(acknowledged, 'nothing') AS acknowledged, decided IS NULL AS undecided
        FROM (${said}) AS said
       WHERE (decided IS NULL) <> (state IN ('gathering', 'preparing'))
          OR (ended_at IS NULL) <> (state NOT IN ('committed', 'aborted', 'mixed'))
          OR (acknowledged IS NOT NULL AND (decided IS NULL OR acknowledged_at < decided - 1))
          OR (state IN ('committing', 'committed') AND acknowledged <> 'committed')
          OR (state IN ('aborting', 'aborted') AND acknowledged <> 'aborted')
          OR (state IN ('committed', 'aborted') AND acknowledged IS NULL)`,
    finding: ({ gid, state, participant, acknowledged, undecided }) =>
      `${gid} is ${state}, ${undecided ? 'nothing was decided, ' : ''}and ${participant} has acknowledged ${acknowledged}`,
  }),
  within('trading', {
    name: 'what is left of an aborted global transaction goes on in the next, and nothing joins it there',
    otherwise: 'A trade was lost between two rounds, or was decided with others than it was tried with.',
    question: `
      WITH leg AS MATERIALIZED (${legs})
      SELECT leg.gid, leg.trade, phase, false AS joined FROM leg JOIN saga ON saga.id = leg.trade
       WHERE leg.state IN ('aborting', 'aborted') AND phase <> 'undone'
         AND NOT EXISTS (SELECT FROM leg AS next WHERE next.predecessor = leg.gid AND next.trade = leg.trade)
      UNION ALL
      SELECT leg.gid, leg.trade, phase, true FROM leg LEFT JOIN saga ON saga.id = leg.trade
       WHERE EXISTS (SELECT FROM global_transaction AS before WHERE before.gid = leg.predecessor)
         AND NOT EXISTS (SELECT FROM leg AS before WHERE before.gid = leg.predecessor AND before.trade = leg.trade)`,
    finding: ({ gid, trade, phase, joined }) =>
      joined
        ? `trade ${trade} is in ${gid}, and was not in the one before it`
        : `${gid} is aborted, and its trade ${trade}, which is ${phase}, is not in the next`,
  }),
  within('trading', {
    name: 'no global transaction is mixed',
    otherwise: 'Somebody ended a branch by hand; the accounts are frozen, and an operator has to look.',
    question: `SELECT gid, participant, acknowledged FROM (${said}) AS said WHERE state = 'mixed'`,
    finding: ({ gid, participant, acknowledged }) =>
      `${gid}: somebody ended a branch by hand; ${participant} says ${acknowledged ?? 'nothing'}`,
  }),
  within('trading', {
    name: 'every global transaction has ended, and no trade waits for one',
    otherwise: 'Two-phase trades are still under way.',
    means: 'not drained',
    question: `
      SELECT state, count(*) AS times, min(gid) AS first FROM global_transaction WHERE open GROUP BY state
      UNION ALL
      SELECT 'waiting', count(*), min(trade::text) FROM two_phase_pending HAVING count(*) > 0`,
    finding: ({ state, times, first }) =>
      state === 'waiting'
        ? `${times} trades wait to be gathered, ${first} the first of them`
        : `${times} global transactions are ${state}, ${first} the first of them`,
  }),
];
