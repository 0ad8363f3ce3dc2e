import type { MigrationInterface, QueryRunner } from 'typeorm';
import { sagaTables } from '#libs/saga-runner';

/** The ground: the registry, trades with their sagas, submissions. */
export class Ground1764000000000 implements MigrationInterface {
  readonly name = 'Ground1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(sagaTables);
    await runner.query(`
      CREATE TABLE party (
        eic text PRIMARY KEY,
        name text NOT NULL,
        roles text[] NOT NULL,
        sequence int NOT NULL
      );
      CREATE TABLE area (
        eic text PRIMARY KEY,
        name text NOT NULL,
        time_zone text NOT NULL,
        lot_wh int8 NOT NULL CHECK (lot_wh > 0),
        gate_lead_minutes int NOT NULL CHECK (gate_lead_minutes >= 0)
      );
      -- What was agreed. Never updated: how far a trade is stands in its saga.
      CREATE TABLE trade (
        id uuid PRIMARY KEY,
        caller text NOT NULL,
        external_id text,
        seller text NOT NULL,
        buyer text NOT NULL,
        seller_side text,
        buyer_side text,
        area text NOT NULL,
        -- [[start in ms, minutes, Wh], …]
        legs json NOT NULL,
        energy_wh int8 NOT NULL CHECK (energy_wh > 0),
        price_cents_per_mwh int4 NOT NULL,
        agreed_at timestamptz NOT NULL,
        gate_closes_at timestamptz NOT NULL,
        register_by timestamptz NOT NULL,
        CHECK (seller <> buyer)
      );
      CREATE UNIQUE INDEX trade_reference ON trade (caller, external_id) WHERE external_id IS NOT NULL;
      CREATE TABLE submission (
        caller text NOT NULL,
        key text NOT NULL,
        digest text NOT NULL,
        results json NOT NULL,
        at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (caller, key)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE submission, trade, area, party, saga');
  }
}
