import type { Progress } from '#libs/saga';

/** A saga as it is kept: its definition's name and version, what it is about, and how far it is. */
export interface SagaRecord<Subject> {
  /** UUID; also the id of what it coordinates. */
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly subject: Subject;
  readonly progress: Progress;
  /** Counts every change; an operator's action names the one it saw. */
  readonly revision: number;
}

/** The table of sagas, for the service's first migration. The subject stands in a table of the service's own. */
export const sagaTables = `
  CREATE TABLE saga (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    version int NOT NULL,
    phase text NOT NULL CHECK (phase IN ('doing', 'undoing', 'finishing', 'done', 'undone')),
    open boolean NOT NULL GENERATED ALWAYS AS (phase <> 'done' AND phase <> 'undone') STORED,
    -- Not indexed, so that writing it stays within the page; due sagas are found among the open ones.
    due_at timestamptz,
    revision int NOT NULL,
    -- See stored-progress.ts.
    progress json NOT NULL,
    started_at timestamptz NOT NULL
  ) WITH (fillfactor = 40, autovacuum_vacuum_scale_factor = 0.05);
  CREATE INDEX saga_open ON saga (id) WHERE open;
  CREATE FUNCTION expect_sagas(changed bigint, expected int) RETURNS void LANGUAGE plpgsql AS $$
  BEGIN
    IF changed <> expected THEN
      RAISE EXCEPTION '% of % sagas changed meanwhile', expected - changed, expected USING ERRCODE = 'serialization_failure';
    END IF;
  END $$;
`;
