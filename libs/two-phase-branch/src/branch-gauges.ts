import { strayText } from './recovery.statements.js';

/** A metric as a statement that answers one row with a `value`. */
export interface BranchGauge {
  readonly name: string;
  readonly help: string;
  readonly text: string;
}

/** What an operator asks of a participant first. */
export const branchGauges = (participant: string): readonly BranchGauge[] => {
  if (!/^[\w-]+$/.test(participant)) throw new Error(`${participant} cannot be a participant's name`);
  const inDoubt = `FROM branch JOIN pg_prepared_xacts AS prepared
    ON prepared.gid = branch.gid || '/${participant}' AND prepared.database = current_database()`;
  return [
    {
      name: 'gridsaga_branches_in_doubt',
      help: 'Prepared branches whose end is not known here yet',
      text: `SELECT count(*) AS value ${inDoubt}`,
    },
    {
      name: 'gridsaga_branches_in_doubt_age_seconds',
      help: 'For how long the oldest of them has been prepared',
      text: `SELECT coalesce(extract(epoch FROM clock_timestamp() - min(prepared.prepared)), 0) AS value ${inDoubt}`,
    },
    {
      name: 'gridsaga_waiting_commands',
      help: 'Commands that wait for a row in doubt',
      text: 'SELECT count(*) AS value FROM waiting',
    },
    {
      name: 'gridsaga_branch_outcomes',
      help: 'Ended branches that are remembered, about: no late message revives them',
      // Counting millions at each scrape would cost more than it tells.
      text: "SELECT greatest(reltuples, 0) AS value FROM pg_class WHERE oid = 'branch_outcome'::regclass",
    },
    {
      name: 'gridsaga_stray_prepared_transactions',
      help: 'Prepared transactions by the name of this participant that belong to no branch; a person has to look',
      text: strayText('count(*) AS value', `'/${participant}'`),
    },
  ];
};
