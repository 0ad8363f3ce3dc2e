import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Trades that wait for their counterparty, trades that take others back, parties that may not trade. */
export class Proposals1795305600000 implements MigrationInterface {
  readonly name = 'Proposals1795305600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE proposal (
        id uuid PRIMARY KEY,
        proposed_by text NOT NULL,
        external_id text,
        seller text NOT NULL,
        buyer text NOT NULL,
        seller_side text,
        buyer_side text,
        area text NOT NULL,
        -- [[start in ms, minutes, Wh], …]
        legs json NOT NULL,
        price_cents_per_mwh int4 NOT NULL,
        proposed_at timestamptz NOT NULL,
        gate_closes_at timestamptz NOT NULL,
        register_by timestamptz NOT NULL,
        state text NOT NULL CHECK (state IN ('proposed', 'confirmed', 'declined', 'lapsed')),
        because json CHECK ((because IS NULL) = (state IN ('proposed', 'confirmed'))),
        ended_at timestamptz CHECK ((ended_at IS NULL) = (state = 'proposed')),
        version int NOT NULL,
        -- By the wall clock, unlike the instants above.
        created_at timestamptz NOT NULL DEFAULT now(),
        changed_at timestamptz NOT NULL DEFAULT now(),
        CHECK (seller <> buyer AND proposed_by IN (seller, buyer))
      );
      CREATE UNIQUE INDEX proposal_reference ON proposal (proposed_by, external_id) WHERE external_id IS NOT NULL;
      CREATE INDEX proposal_waiting ON proposal (gate_closes_at) WHERE state = 'proposed';
      CREATE INDEX proposal_of_seller ON proposal (seller, id);
      CREATE INDEX proposal_of_buyer ON proposal (buyer, id);

      -- Null for nearly every row, so that the insert of a trade costs no entry of the index.
      ALTER TABLE trade ADD COLUMN counter_of uuid CHECK (counter_of <> id);
      CREATE INDEX trade_counter_of ON trade (counter_of) WHERE counter_of IS NOT NULL;

      ALTER TABLE party ADD COLUMN suspended_why text, ADD COLUMN suspended_since timestamptz,
        ADD CHECK ((suspended_why IS NULL) = (suspended_since IS NULL));
      CREATE FUNCTION expect_parties(changed bigint, expected int) RETURNS void LANGUAGE plpgsql AS $$
      BEGIN
        IF changed <> expected THEN
          RAISE EXCEPTION '% of % parties changed meanwhile', expected - changed, expected
            USING ERRCODE = 'serialization_failure';
        END IF;
      END $$;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION expect_parties;
      ALTER TABLE party DROP COLUMN suspended_why, DROP COLUMN suspended_since;
      ALTER TABLE trade DROP COLUMN counter_of;
      DROP TABLE proposal;
    `);
  }
}
