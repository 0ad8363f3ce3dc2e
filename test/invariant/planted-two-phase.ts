import { type Plant, progress } from './plant.js';
import type { Service } from './snapshot.js';
import {
  abortedGid,
  abortedTrade,
  clearedTrade,
  committedGid,
  committedProgress,
  negativeTrade,
  saying,
} from './tiny-world.js';

type Sql = readonly [Service, string];

const set = (gid: string, change: string): Sql => [
  'trading',
  `UPDATE global_transaction SET ${change} WHERE gid = '${gid}'`,
];

/** What one of the two has said; the other stays with what was decided. */
const sayingOf = (gid: string, participant: string, word: object): Sql =>
  set(gid, `participants = (participants::jsonb || '${JSON.stringify({ [participant]: word })}')::json`);

const legsOf = (gid: string, trades: readonly string[]): Sql =>
  set(gid, `legs = '${JSON.stringify(trades.map((id) => [id, []]))}'`);

const waits = (trade: string): Sql => [
  'trading',
  `INSERT INTO two_phase_pending (trade, keys, since) VALUES ('${trade}', '{}', now())`,
];

const path = 'a trade goes the path that it asked for';
const stands = 'a two-phase trade waits, or stands in one global transaction that is as far as the trade';
const legs = 'the legs of a global transaction are two-phase trades, each once';
const yes = 'no global transaction commits without a yes of everybody, given before';
const decided =
  'a global transaction is decided before anybody ends it, and ends when everybody has, as it was decided';
const goesOn = 'what is left of an aborted global transaction goes on in the next, and nothing joins it there';
const mixed = 'no global transaction is mixed';
const drained = 'every global transaction has ended, and no trade waits for one';

export const plantedTwoPhase: readonly Plant[] = [
  {
    breaks: path,
    how: 'a two-phase trade that was begun as a saga',
    sql: [['trading', `UPDATE saga SET name = 'trade' WHERE id = '${abortedTrade}'`]],
  },
  {
    breaks: path,
    how: 'a deadline that would undo what is prepared',
    sql: [['trading', `UPDATE saga SET due_at = now() WHERE id = '${negativeTrade}'`]],
  },
  {
    breaks: stands,
    how: 'one that no global transaction has, though it ended just now',
    sql: [
      progress(negativeTrade, 'done', { ...committedProgress, ended: { at: Date.now(), as: 'done' } }),
      ['trading', `DELETE FROM global_transaction WHERE gid = '${committedGid}'`],
    ],
  },
  {
    breaks: stands,
    how: 'one that two global transactions have',
    sql: [set(abortedGid, `state = 'preparing', decided_at = NULL, ended_at = NULL`)],
  },
  {
    breaks: stands,
    how: 'a rejected one that was committed',
    sql: [legsOf(committedGid, [negativeTrade, abortedTrade])],
  },
  { breaks: stands, how: 'a cleared one that still waits', sql: [waits(negativeTrade)] },
  {
    breaks: stands,
    how: 'one that is confirmed before the decision',
    sql: [
      progress(negativeTrade, 'finishing', { ...committedProgress, ended: undefined }),
      set(committedGid, `state = 'preparing', decided_at = NULL, ended_at = NULL`),
    ],
  },
  {
    breaks: stands,
    how: 'one that was forgotten while it was to be gathered',
    sql: [
      progress(negativeTrade, 'doing', { startedAt: 1000, steps: {} }),
      ['trading', `DELETE FROM global_transaction WHERE gid = '${committedGid}'`],
    ],
  },
  { breaks: legs, how: 'a trade by saga', sql: [legsOf(abortedGid, [clearedTrade, abortedTrade])] },
  { breaks: legs, how: 'a trade twice', sql: [legsOf(committedGid, [negativeTrade, negativeTrade])] },
  {
    breaks: yes,
    how: 'a commit on one yes',
    sql: [sayingOf(committedGid, 'settlement', saying('refused', 'committed'))],
  },
  { breaks: yes, how: 'a commit before a vote', sql: [sayingOf(committedGid, 'metering', {})] },
  { breaks: yes, how: 'a vote after the commit', sql: [set(committedGid, `decided_at = '2001-01-01'`)] },
  {
    breaks: decided,
    how: 'an acknowledgement that came before the decision',
    sql: [set(committedGid, `decided_at = ended_at`)],
  },
  { breaks: decided, how: 'no decision', sql: [set(committedGid, 'decided_at = NULL')] },
  {
    breaks: decided,
    how: 'a branch that was committed after the abort',
    sql: [sayingOf(abortedGid, 'metering', saying('yes', 'committed'))],
  },
  {
    breaks: decided,
    how: 'an end that not everybody has acknowledged',
    sql: [sayingOf(abortedGid, 'metering', { vote: saying('yes', 'aborted').vote })],
  },
  {
    breaks: goesOn,
    how: 'a trade that was lost between two rounds',
    sql: [legsOf(committedGid, [])],
  },
  {
    breaks: goesOn,
    how: 'a newcomer',
    sql: [legsOf(abortedGid, [abortedTrade])],
  },
  {
    breaks: mixed,
    how: 'a branch that was ended by hand',
    sql: [
      set(committedGid, `state = 'mixed'`),
      sayingOf(committedGid, 'metering', saying('yes', 'mixed')),
      ['metering', `UPDATE branch_outcome SET outcome = 'aborted' WHERE gid = '${committedGid}'`],
    ],
  },
  {
    breaks: drained,
    how: 'one that is not acknowledged yet',
    sql: [
      progress(negativeTrade, 'finishing', { ...committedProgress, ended: undefined }),
      set(committedGid, `state = 'committing', ended_at = NULL`),
    ],
  },
  {
    breaks: drained,
    how: 'a trade that nobody gathers',
    sql: [
      progress(abortedTrade, 'doing', { startedAt: 1000, steps: {} }),
      legsOf(abortedGid, [negativeTrade]),
      waits(abortedTrade),
    ],
  },
];
