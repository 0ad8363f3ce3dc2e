import type { Rows, Transaction } from '#libs/messaging';
import { dueAt, phaseOf } from '#libs/saga';
import type { OpenSagas } from './open-sagas.js';
import type { SagaRecord } from './saga-row.js';
import { type StoredProgress, storedProgress } from './stored-progress.js';

/** A saga's row without its subject, which the service joins from its own table. */
export interface StoredSaga {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly revision: number;
  readonly progress: StoredProgress;
}

/** The columns to select from `saga`, under that name, for {@link StoredSaga}. */
export const storedSagaColumns = 'saga.id, saga.name, saga.version, saga.revision, saga.progress';

/**
 * Writes the batch's new and changed sagas, and checks those that it put unchanged: at most one statement for each kind,
 * all sent before the first is awaited. Another revision than the one that was worked on fails the batch, which is then
 * repeated from the rows.
 */
export async function saveSagas<Subject>(
  tx: Transaction,
  sagas: Rows<SagaRecord<Subject>>,
  open: OpenSagas<Subject>,
): Promise<void> {
  const written: Promise<unknown>[] = [];
  const inserted = sagas.inserted();
  if (inserted.length > 0)
    written.push(
      tx.query('saga-insert', insertText, [
        ...progressColumns(inserted),
        inserted.map(({ name }) => name),
        inserted.map(({ version }) => version),
        inserted.map(({ progress }) => progress.startedAt),
      ]),
    );
  const seen = ({ id }: SagaRecord<Subject>): number | undefined => sagas.before(id)?.revision;
  const updated = sagas.updated().filter((saga) => saga.revision !== seen(saga));
  const unchanged = sagas.updated().filter((saga) => saga.revision === seen(saga));
  if (updated.length > 0)
    written.push(tx.query('saga-update', updateText, [...progressColumns(updated), updated.map(seen), updated.length]));
  if (unchanged.length > 0)
    written.push(
      tx.query('saga-check', checkText, [unchanged.map(({ id }) => id), unchanged.map(seen), unchanged.length]),
    );
  open.keepAfter(tx, [...inserted, ...updated]);
  await Promise.all(written);
}

const progressColumns = (sagas: readonly SagaRecord<unknown>[]): unknown[] => [
  sagas.map(({ id }) => id),
  sagas.map(({ progress }) => phaseOf(progress)),
  sagas.map(({ progress }) => dueAt(progress) ?? null),
  sagas.map(({ revision }) => revision),
  sagas.map(({ progress }) => JSON.stringify(storedProgress(progress))),
];

const insertText = `
  INSERT INTO saga (id, phase, due_at, revision, progress, name, version, started_at)
  SELECT id, phase, to_timestamp(due_ms / 1000), revision, progress, name, version, to_timestamp(started_ms / 1000)
  FROM unnest($1::uuid[], $2::text[], $3::float8[], $4::int[], $5::json[], $6::text[], $7::int[], $8::float8[])
    AS new (id, phase, due_ms, revision, progress, name, version, started_ms)`;

/** A saga that is no longer at the revision that was worked on makes the whole batch fail, to be tried again. */
const updateText = `
  WITH changed AS (
    UPDATE saga
    SET phase = new.phase, due_at = to_timestamp(new.due_ms / 1000), revision = new.revision, progress = new.progress
    FROM unnest($1::uuid[], $2::text[], $3::float8[], $4::int[], $5::json[], $6::int[])
      AS new (id, phase, due_ms, revision, progress, seen)
    WHERE saga.id = new.id AND saga.revision = new.seen
    RETURNING 1)
  SELECT expect_sagas(count(*), $7) FROM changed`;

/** Fails the batch likewise where a copy, of which nothing came, was no longer the saga. */
const checkText = `
  SELECT expect_sagas(count(*), $3)
  FROM saga JOIN unnest($1::uuid[], $2::int[]) AS seen (id, revision) USING (id, revision)`;
