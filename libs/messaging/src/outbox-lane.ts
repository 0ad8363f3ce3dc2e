import type { OpenTransaction } from './open-transaction.js';

/** A partition of a topic: what one record batch goes to, and what is in order. */
export interface Lane {
  readonly topic: string;
  readonly partition: number;
}

export const laneName = ({ topic, partition }: Lane): string => `${topic}/${partition}`;

/** The lanes of some rows, each once. */
export const lanesOf = (rows: readonly Lane[]): Lane[] => [
  ...new Map(rows.map(({ topic, partition }) => [laneName({ topic, partition }), { topic, partition }])).values(),
];

export interface OutboxRow extends Lane {
  readonly id: string;
  readonly open: boolean;
  readonly body: string;
}

/** Parcels that were taken, and lanes of records for other teams whose lock is held. */
export type Taken = [parcels: OutboxRow[], lanes: Lane[]];

const columnsOf = (lanes: readonly Lane[]): [string[], number[]] => [
  lanes.map(({ topic }) => topic),
  lanes.map(({ partition }) => partition),
];

/** Takes from all lanes but these. */
export function takeBeside(tx: OpenTransaction, apart: readonly Lane[], most: number): Promise<Taken> {
  return Promise.all([
    tx.query<OutboxRow>('outbox-take-parcels-beside', parcelsBesideText, [most, ...columnsOf(apart)]),
    tx.query<Lane>('outbox-lanes-beside', lanesBesideText, columnsOf(apart)),
  ]);
}

/** Takes from one lane only. */
export function takeOnly(tx: OpenTransaction, { topic, partition }: Lane, most: number): Promise<Taken> {
  return Promise.all([
    tx.query<OutboxRow>('outbox-take-parcels-only', parcelsOnlyText, [most, topic, partition]),
    tx.query<Lane>('outbox-lanes-only', lanesOnlyText, [topic, partition]),
  ]);
}

const parcelsBesideText = `
  DELETE FROM outbox WHERE id = ANY (ARRAY(
    SELECT id FROM outbox WHERE NOT open AND (topic, partition) NOT IN (SELECT * FROM unnest($2::text[], $3::int[]))
    ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED))
  RETURNING id, topic, partition, open, body`;

const lanesBesideText = `
  SELECT topic, partition FROM (SELECT DISTINCT topic, partition FROM outbox WHERE open) AS lane
  WHERE (topic, partition) NOT IN (SELECT * FROM unnest($1::text[], $2::int[]))
    AND pg_try_advisory_xact_lock(hashtext(topic), partition)`;

const parcelsOnlyText = `
  DELETE FROM outbox WHERE id = ANY (ARRAY(
    SELECT id FROM outbox WHERE NOT open AND topic = $2 AND partition = $3 ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED))
  RETURNING id, topic, partition, open, body`;

const lanesOnlyText = `
  SELECT topic, partition FROM (SELECT $1::text AS topic, $2::int AS partition) AS lane
  WHERE EXISTS (SELECT FROM outbox WHERE open AND outbox.topic = lane.topic AND outbox.partition = lane.partition)
    AND pg_try_advisory_xact_lock(hashtext(topic), partition)`;
