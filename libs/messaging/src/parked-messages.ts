import type { Pool } from 'pg';
import type { ParkedRow, ParkedState } from './parked-message.js';

/** What a list of parked messages is limited to. */
export interface ParkedFilter {
  readonly state?: ParkedState | undefined;
  readonly topic?: string | undefined;
  /** Stands anywhere in the reason, whatever its case. */
  readonly reason?: string | undefined;
  readonly sagaId?: string | undefined;
  /** The id of the last one that was read. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** So much of a body stands in a list; one may have a megabyte. */
export const shownInListCharacters = 2048;

/** The columns of a parked message; `parkedRow` reads them. */
export const parkedColumns = columns('body');

function columns(body: string): string {
  return `id, kind, topic, partition, kafka_offset, parcel, index, command_id, saga_id, reason, stack, ${body},
    parked_at, state, settled_at, settled_by, settled_why, settled_in, version`;
}

export type ParkedColumns = Pick<
  ParkedRow,
  'id' | 'kind' | 'topic' | 'partition' | 'parcel' | 'index' | 'reason' | 'stack' | 'body' | 'state' | 'version'
> & {
  readonly kafka_offset: string;
  readonly command_id: string | null;
  readonly saga_id: string | null;
  readonly parked_at: Date;
  readonly settled_at: Date | null;
  readonly settled_by: string | null;
  readonly settled_why: string | null;
  readonly settled_in: string | null;
};

export const parkedRow = ({
  kafka_offset: offset,
  command_id: commandId,
  saga_id: sagaId,
  parked_at: parkedAt,
  settled_at: settledAt,
  settled_by: settledBy,
  settled_why: settledWhy,
  settled_in: settledIn,
  ...rest
}: ParkedColumns): ParkedRow => ({
  ...rest,
  ...{ offset, commandId, sagaId, parkedAt, settledAt, settledBy, settledWhy, settledIn },
});

type Queries = Pick<Pool, 'query'>;

/** Parked messages, the oldest first, each with the beginning of its body. */
export async function listParked(database: Queries, filter: ParkedFilter): Promise<ParkedRow[]> {
  const { state, topic, reason, sagaId, after, limit } = filter;
  const values = [state ?? null, topic ?? null, reason ?? null, sagaId ?? null, after ?? '0', limit];
  return (await database.query<ParkedColumns>(listText, values)).rows.map(parkedRow);
}

/** One parked message with its whole body. */
export async function oneParked(database: Queries, id: string): Promise<ParkedRow | undefined> {
  const { rows } = await database.query<ParkedColumns>(`SELECT ${parkedColumns} FROM parked WHERE id = $1`, [id]);
  return rows.map(parkedRow)[0];
}

const listText = `
  SELECT ${columns(`left(body, ${shownInListCharacters}) AS body`)} FROM parked
  WHERE ($1::text IS NULL OR state = $1) AND ($2::text IS NULL OR topic = $2)
    AND ($3::text IS NULL OR strpos(lower(reason), lower($3)) > 0) AND ($4::text IS NULL OR saga_id = $4)
    AND id > $5::bigint
  ORDER BY id LIMIT $6`;
