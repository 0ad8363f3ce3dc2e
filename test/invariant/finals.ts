import { across, type Invariant, within } from './invariant.js';

/** What is final at a participant, by its state and everything that it says. */
const ended = (
  service: 'settlement' | 'metering',
  table: string,
  states: readonly string[],
  columns: string,
): Invariant => {
  const finals = `SELECT id, state, md5((${columns})::text) AS says FROM ${table}
                   WHERE state IN (${states.map((state) => `'${state}'`).join(', ')})`;
  return across({
    name: `what is final in ${table} stays as it is`,
    otherwise: 'An effect, an undo or a refusal was changed after it had been answered.',
    from: { moment: 'before', service, subjects: finals },
    to: {
      service,
      columns: 'id uuid, state text, says text',
      question: `
        SELECT subject.id, subject.state AS was, is_now.state FROM subject LEFT JOIN (${finals}) AS is_now USING (id)
         WHERE is_now.says IS DISTINCT FROM subject.says OR is_now.state IS DISTINCT FROM subject.state`,
    },
    finding: ({ id, was, state }) =>
      `the ${table} ${id} was ${was}, and is ${state ?? 'no end any more'} or says something else`,
  });
};

/** Everything that the transfers of one trade or payment say. */
const saysOfTransfers = `md5(string_agg(concat_ws(' ', part, debit, credit, amount, kind, reason), '/' ORDER BY part))`;

/** A transaction that waited for a saga's row has read the clock before the one that it waited for. */
const lockWaitMs = 5_000;

/** Finals never change: each is looked at twice, before the log is read and after it, and what the log told of it once. */
export const finalInvariants: readonly Invariant[] = [
  across({
    name: 'an ended saga stays as it ended',
    otherwise: 'A trade that was cleared or rejected went on.',
    from: {
      ...{ moment: 'before', service: 'trading' },
      subjects: `SELECT id, phase, revision, md5(progress::text) AS progress FROM saga WHERE NOT open`,
    },
    to: {
      service: 'trading',
      columns: 'id uuid, phase text, revision int4, progress text',
      question: `
        SELECT subject.id, subject.phase AS was, saga.phase, subject.revision AS revision_was, saga.revision
          FROM subject LEFT JOIN saga USING (id)
         WHERE (saga.phase, saga.revision, md5(saga.progress::text))
               IS DISTINCT FROM (subject.phase, subject.revision, subject.progress)`,
    },
    finding: ({ id, was, phase }) =>
      `saga ${id} had ended as ${was}, and is ${phase ?? 'not there'} or was written again`,
  }),
  across({
    name: 'an ended global transaction stays as it ended',
    otherwise: 'A decision was changed after everybody had acknowledged it.',
    from: {
      ...{ moment: 'before', service: 'trading' },
      subjects: `SELECT gid AS id, state FROM global_transaction WHERE NOT open`,
    },
    to: {
      service: 'trading',
      columns: 'id text, state text',
      // What is forgotten meanwhile is no change.
      question: `
        SELECT id, subject.state AS was, is_now.state FROM subject JOIN global_transaction AS is_now ON gid = id
         WHERE is_now.state <> subject.state AND is_now.state <> 'mixed'`,
    },
    finding: ({ id, was, state }) => `${id} had ended as ${was}, and is ${state}`,
  }),
  ended(
    'settlement',
    'hold',
    ['posted', 'refused', 'tombstone', 'voided'],
    'seller, buyer, energy_wh, price_cents_per_mwh, held_of_seller, held_of_buyer, fee, because::text',
  ),
  ended(
    'metering',
    'booking',
    ['firm', 'refused', 'tombstone', 'cancelled'],
    'seller, buyer, seller_side, buyer_side, area, first_quarter_hour, energies_wh, because::text',
  ),
  across({
    name: 'the transfers of a trade or payment stay as they are',
    otherwise: 'The ledger was changed afterwards: a correction is another transfer.',
    from: {
      ...{ moment: 'before', service: 'settlement' },
      subjects: `SELECT "of" AS id, ${saysOfTransfers} AS says FROM transfer GROUP BY "of"`,
    },
    to: {
      service: 'settlement',
      columns: 'id uuid, says text',
      question: `
        SELECT subject.id, transfers FROM subject
          LEFT JOIN LATERAL (SELECT count(*) AS transfers, ${saysOfTransfers} AS says FROM transfer
                              WHERE transfer.of = subject.id) AS is_now ON true
         WHERE is_now.says IS DISTINCT FROM subject.says`,
    },
    finding: ({ id, transfers }) => `the money of ${id} was told otherwise a moment ago; it has ${transfers} transfers`,
  }),
  within('trading', {
    name: 'nothing is asked, answered or done of a saga after its end',
    otherwise: 'A trade that was cleared or rejected went on.',
    question: `
      SELECT id, phase, step.name, direction FROM saga
       CROSS JOIN LATERAL json_each(progress->'steps') AS step (name, asks)
       CROSS JOIN LATERAL json_each(asks) AS ask (direction, said)
       WHERE NOT open
         AND greatest((said->>0)::float8, (said->>3)::float8) > (progress->'ended'->>'at')::float8
                                                             - (progress->>'startedAt')::float8 + ${lockWaitMs}`,
    finding: ({ id, phase, name, direction }) =>
      `saga ${id} is ${phase}, and '${name}' (${direction}) is later than that`,
  }),
];
