import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The path by which a trade is settled, global transactions as their coordinator keeps them, trades that wait for one. */
export class TwoPhase1795564800000 implements MigrationInterface {
  readonly name = 'TwoPhase1795564800000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE trade ADD settlement text NOT NULL DEFAULT 'saga' CHECK (settlement IN ('saga', 'two-phase'));
      ALTER TABLE proposal ADD settlement text NOT NULL DEFAULT 'saga' CHECK (settlement IN ('saga', 'two-phase'));

      -- Begins every gid: branches of another system are nobody's business here. The first eight digits of a random UUID.
      CREATE TABLE two_phase_system (one boolean PRIMARY KEY DEFAULT true CHECK (one), id text NOT NULL);
      INSERT INTO two_phase_system (id) VALUES (left(gen_random_uuid()::text, 8));

      CREATE TABLE global_transaction (
        gid text PRIMARY KEY,
        chain text NOT NULL,
        predecessor text UNIQUE,
        state text NOT NULL CHECK (
          state IN ('gathering', 'preparing', 'committing', 'committed', 'aborting', 'aborted', 'mixed')),
        open boolean NOT NULL
          GENERATED ALWAYS AS (state IN ('gathering', 'preparing', 'committing', 'aborting')) STORED,
        -- [[id, [key, …]], …], in the order in which they are decided
        -- Some ten kilobytes for some hundred milliseconds; compressing them costs more than keeping them.
        legs json STORAGE EXTERNAL NOT NULL,
        keys text[] STORAGE EXTERNAL NOT NULL,
        busy_rounds int NOT NULL,
        -- What each participant has said: { settlement: { vote, acknowledged }, … }
        participants json NOT NULL,
        since timestamptz NOT NULL,
        preparing_since timestamptz,
        decided_at timestamptz,
        ended_at timestamptz,
        asks int NOT NULL,
        due_at timestamptz
      ) WITH (autovacuum_vacuum_scale_factor = 0.05);
      CREATE INDEX global_transaction_open ON global_transaction (gid) WHERE open;
      CREATE INDEX global_transaction_mixed ON global_transaction (gid) WHERE state = 'mixed';
      CREATE INDEX global_transaction_ended ON global_transaction (ended_at) WHERE NOT open;

      -- Emptied all the time, and read a hundred times a second.
      CREATE TABLE two_phase_pending (
        trade uuid PRIMARY KEY,
        keys text[] NOT NULL,
        since timestamptz NOT NULL,
        -- The chain that has to end first.
        waits_for text
      ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, autovacuum_vacuum_cost_delay = 0);
      -- Between two vacuums thousands of rows come and go; by an index what is gone is passed over once.
      CREATE INDEX two_phase_pending_oldest ON two_phase_pending (since, trade);
      CREATE INDEX two_phase_pending_waiting ON two_phase_pending (waits_for) WHERE waits_for IS NOT NULL;

      -- Trades that the coordinator goes on with are due at no time of their own, and count all the same.
      CREATE OR REPLACE FUNCTION sagas_under_way() RETURNS int LANGUAGE sql STABLE
      SET enable_seqscan = off SET enable_bitmapscan = off
      RETURN (
        SELECT count(*)::int FROM saga
        WHERE open AND (due_at IS NOT NULL OR name = 'two-phase trade' AND phase = 'doing'));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE OR REPLACE FUNCTION sagas_under_way() RETURNS int LANGUAGE sql STABLE
      SET enable_seqscan = off SET enable_bitmapscan = off
      RETURN (SELECT count(*)::int FROM saga WHERE open AND due_at IS NOT NULL);
      DROP TABLE two_phase_pending, global_transaction, two_phase_system;
      ALTER TABLE proposal DROP COLUMN settlement;
      ALTER TABLE trade DROP COLUMN settlement;
    `);
  }
}
