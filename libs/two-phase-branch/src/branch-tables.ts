/**
 * The tables that a participant needs in its database, as one script for a migration. A branch is one participant's
 * part of a global transaction.
 */
export const branchTables = `
  -- From before the prepare until the branch has ended. Few rows, changed often.
  CREATE TABLE branch (
    gid text PRIMARY KEY,
    -- What others step aside for.
    keys text[] NOT NULL,
    legs uuid[] NOT NULL,
    since timestamptz NOT NULL DEFAULT clock_timestamp(),
    vote json,
    voted_at timestamptz
  ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_cost_delay = 0);

  -- 'committed' is the marker, written by the prepared transaction itself; 'aborted' is the tombstone, in whose way a
  -- prepare that comes late finds itself. Both share one key, so that one excludes the other.
  CREATE TABLE branch_outcome (
    gid text PRIMARY KEY,
    outcome text NOT NULL CHECK (outcome IN ('committed', 'aborted')),
    legs uuid[] NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- When the coordinator answered that it knows no such gid any more.
    unknown_at timestamptz
  );
  CREATE INDEX ON branch_outcome (at) WHERE unknown_at IS NULL;
  CREATE INDEX ON branch_outcome (unknown_at) WHERE unknown_at IS NOT NULL;

  -- Commands that met a row in doubt and stepped aside.
  CREATE TABLE waiting (
    command text PRIMARY KEY,
    gid text NOT NULL,
    body json NOT NULL,
    since timestamptz NOT NULL DEFAULT clock_timestamp()
  ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_cost_delay = 0);
`;
