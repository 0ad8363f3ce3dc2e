import { aBuyer, anArea, aSeller } from '../support/a-booking.js';
import { type Plant, progress, withSteps } from './plant.js';
import {
  answered,
  clearedProgress,
  clearedTrade,
  committedGid,
  rejectedProgress,
  rejectedTrade,
} from './tiny-world.js';

const overdue = 'nothing is older than its limit while no message is under way';

/** A saga that goes on since a minute, and an instance that could have seen to it. */
const since = (instanceSeconds: number): string => `
  INSERT INTO instance VALUES ('trading-1', '1', now() - interval '${instanceSeconds} seconds', now());
  UPDATE saga SET started_at = now() - interval '60 seconds', due_at = now() - interval '40 seconds'
   WHERE id = '${rejectedTrade}'`;

export const plantedFinals: readonly Plant[] = [
  {
    breaks: 'an ended saga stays as it ended',
    how: 'a cleared trade that went on between two looks',
    meanwhile: [['trading', `UPDATE saga SET revision = revision + 1 WHERE id = '${clearedTrade}'`]],
  },
  {
    breaks: 'an ended global transaction stays as it ended',
    how: 'a commit that became an abort',
    meanwhile: [['trading', `UPDATE global_transaction SET state = 'aborted' WHERE gid = '${committedGid}'`]],
  },
  {
    breaks: 'what is final in hold stays as it is',
    how: 'a refusal that was forgotten',
    meanwhile: [['settlement', `DELETE FROM hold WHERE id = '${rejectedTrade}'`]],
  },
  {
    breaks: 'what is final in hold stays as it is',
    how: 'a posted hold of another price',
    meanwhile: [['settlement', `UPDATE hold SET price_cents_per_mwh = 1 WHERE id = '${clearedTrade}'`]],
  },
  {
    breaks: 'what is final in booking stays as it is',
    how: 'a firm booking that was cancelled',
    meanwhile: [['metering', `UPDATE booking SET state = 'cancelled' WHERE id = '${clearedTrade}'`]],
  },
  {
    breaks: 'the transfers of a trade or payment stay as they are',
    how: 'a transfer that was changed',
    meanwhile: [['settlement', `UPDATE transfer SET amount = amount + 1 WHERE "of" = '${clearedTrade}'`]],
  },
  {
    breaks: 'nothing is asked, answered or done of a saga after its end',
    how: 'an undo long after the end',
    sql: [
      progress(
        rejectedTrade,
        'undone',
        withSteps(rejectedProgress, { 'book delivery': { do: answered(0), undo: answered(9_000) } }),
      ),
    ],
  },
  {
    breaks: overdue,
    how: 'a deadline that nobody looks at',
    sql: [progress(rejectedTrade, 'undoing', { ...rejectedProgress, ended: undefined }), ['trading', since(100)]],
  },
  {
    breaks: overdue,
    how: 'a saga that is asked for beyond its budget',
    sql: [
      progress(rejectedTrade, 'doing', { startedAt: 1000, steps: {} }),
      ['trading', `${since(100)}; UPDATE saga SET due_at = now() WHERE id = '${rejectedTrade}'`],
    ],
  },
];

/** Where somebody has just come back, what is late is no finding yet. */
export const justBack: Plant['sql'] = [
  progress(rejectedTrade, 'undoing', { ...rejectedProgress, ended: undefined }),
  ['trading', since(5)],
];

export const plantedAudits: readonly Plant[] = [
  {
    breaks: 'whatever operators did to a saga stands in the audit',
    how: 'a pause by nobody',
    sql: [progress(clearedTrade, 'done', { ...clearedProgress, interventions: [{ at: 1001, action: 'pause' }] })],
  },
  {
    breaks: 'every change of a party by an operator stands in the audit',
    how: 'a suspension by nobody',
    sql: [['trading', `UPDATE party SET sequence = 2 WHERE eic = '${aBuyer}'`]],
  },
  {
    breaks: 'every change of a portfolio by an operator stands in the audit',
    how: 'limits that nobody has set',
    sql: [['metering', `UPDATE side SET sequence = 2 WHERE key = '${aSeller}/${anArea}'`]],
  },
  {
    breaks: 'an account is overdrawn by a limit only as far as the audit of that limit says',
    how: 'money that vanished under the name of a limit',
    sql: [
      [
        'settlement',
        `UPDATE account SET overdrawn_by_limit = 100, sequence = 2 WHERE id = '${aBuyer}';
         INSERT INTO audit (id, who, action, of, why, seen, details)
         VALUES (gen_random_uuid(), 'operator:anna', 'set credit limit', 'account/${aBuyer}', 'tested', 1,
                 '{"leftFreeEur": "-0.00000050"}')`,
      ],
    ],
  },
];
