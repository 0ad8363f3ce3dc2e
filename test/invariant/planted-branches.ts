import type { Plant } from './plant.js';
import { abortedGid, abortedTrade, aForeignGid, committedGid } from './tiny-world.js';

const unheardOf = committedGid.replace(/b$/, 'c');

const aBranch = (gid: string): string =>
  `INSERT INTO branch (gid, keys, legs, since) VALUES ('${gid}', '{}', '{}', now())`;

const outcome = (gid: string, is: string): string => `UPDATE branch_outcome SET outcome = '${is}' WHERE gid = '${gid}'`;

/** Prepared and left there, with its row or without. The marker stands in it, as a branch writes it first. */
const prepared = (gid: string, service: string, row = true): string =>
  `${row ? `${aBranch(gid)};` : ''}
   BEGIN; INSERT INTO branch_outcome (gid, outcome, legs) VALUES ('${gid}', 'committed', '{}');
   PREPARE TRANSACTION '${gid}/${service}'`;

/** What can go wrong at one participant. */
const plantedAt = (service: 'metering' | 'settlement'): readonly Plant[] => {
  const ends = `every branch at ${service} ends as its global transaction was decided, and leaves nothing prepared`;
  const undecided = `nothing is committed at ${service} that trading has not decided to commit`;
  const done = `every trade that is committed at ${service} is done there`;
  const drained = `no branch is left at ${service}, and no command waits for one`;
  return [
    { breaks: ends, how: 'one that aborted what was committed', sql: [[service, outcome(committedGid, 'aborted')]] },
    { breaks: ends, how: 'one that committed what was aborted', sql: [[service, outcome(abortedGid, 'committed')]] },
    { breaks: ends, how: 'one that never ended', sql: [[service, 'TRUNCATE branch_outcome']] },
    { breaks: ends, how: 'a row that nobody deleted', sql: [[service, aBranch(abortedGid)]] },
    {
      breaks: ends,
      how: 'a branch that is prepared after all acknowledged the abort',
      sql: [[service, `DELETE FROM branch_outcome WHERE gid = '${abortedGid}'; ${prepared(abortedGid, service)}`]],
    },
    {
      breaks: undecided,
      how: 'a commit of what trading aborted',
      sql: [[service, outcome(abortedGid, 'committed')]],
    },
    {
      breaks: undecided,
      how: 'a commit of what trading never heard of',
      sql: [[service, `INSERT INTO branch_outcome (gid, outcome, legs) VALUES ('${unheardOf}', 'committed', '{}')`]],
    },
    {
      breaks: `whatever is prepared at ${service} has its row, which names what it locks`,
      how: 'one that was prepared before its row',
      sql: [[service, prepared(unheardOf, service, false)]],
    },
    {
      breaks: done,
      how: 'a marker without what it marks',
      sql: [[service, `UPDATE branch_outcome SET legs = '{${abortedTrade}}' WHERE gid = '${committedGid}'`]],
    },
    { breaks: drained, how: 'one that was begun', sql: [[service, aBranch(unheardOf)]] },
    { breaks: drained, how: 'one in doubt', sql: [[service, prepared(unheardOf, service)]] },
    {
      breaks: drained,
      how: 'a command that stepped aside and never came back',
      sql: [[service, `INSERT INTO waiting (command, gid, body, since) VALUES ('one', '${abortedGid}', '{}', now())`]],
    },
    {
      breaks: 'every global transaction and every branch is of this system',
      how: `one at ${service} of another system`,
      sql: [[service, aBranch(aForeignGid)]],
    },
  ];
};

export const plantedBranches: readonly Plant[] = [
  ...plantedAt('metering'),
  ...plantedAt('settlement'),
  {
    breaks: 'all branches of a global transaction end alike',
    how: 'a commit at one of them, after the coordinator has forgotten',
    sql: [
      ['trading', `DELETE FROM global_transaction`],
      ['metering', outcome(committedGid, 'aborted')],
    ],
  },
  {
    breaks: 'nothing of this system is prepared elsewhere than where its name says',
    how: 'something of a participant in the database of trading',
    sql: [['trading', `BEGIN; PREPARE TRANSACTION '${unheardOf}/metering'`]],
  },
  {
    breaks: 'every global transaction and every branch is of this system',
    how: 'a system that took another name',
    sql: [['trading', `UPDATE two_phase_system SET id = '00000000'`]],
  },
];

/** Takes away what a plant has left prepared: no truncation reaches it, and it would lock the tables. */
export const sweepPrepared = `SELECT 'ROLLBACK PREPARED ' || quote_literal(gid) AS sweep FROM pg_prepared_xacts
    WHERE database = current_database()`;
