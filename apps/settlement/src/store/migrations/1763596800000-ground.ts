import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Accounts, holds and transfers: the ground that everything else of settlement stands on. */
export class Ground1763596800000 implements MigrationInterface {
  readonly name = 'Ground1763596800000';

  async up(runner: QueryRunner): Promise<void> {
    // A total is numeric because an int8 of 10⁻⁸ euro ends at 92 billion euro. Rows are rewritten all the time and no
    // index covers what changes, so with room on the page the new version stays beside the old one (HOT).
    await runner.query(`
      CREATE TABLE account (
        id           text COLLATE "C" PRIMARY KEY,
        kind         text NOT NULL CHECK (kind IN ('party', 'clearing', 'exchange fees', 'bank')),
        posted       numeric NOT NULL DEFAULT 0,
        held         numeric NOT NULL DEFAULT 0 CHECK (held >= 0),
        credit_limit numeric NOT NULL DEFAULT 0 CHECK (credit_limit >= 0),
        frozen       boolean NOT NULL DEFAULT false,
        sequence     int4 NOT NULL DEFAULT 1,
        -- The total of a platform account is the sum of its transfers; nobody updates or locks its row.
        CHECK (kind = 'party' OR (posted = 0 AND held = 0 AND credit_limit = 0))
      ) WITH (fillfactor = 80)`);
    await runner.query(`
      INSERT INTO account (id, kind)
      VALUES ('bank', 'bank'), ('clearing', 'clearing'), ('exchange-fees', 'exchange fees')`);

    // Every hold is changed once, from held to posted or voided. With half of each page kept free, 94 of 100 changes
    // stayed on their page (HOT; 28 of 100 with a fifth free) and the log was 8 % shorter at the same size of the table.
    // No index on the state: it would end that for a list that is asked for rarely.
    await runner.query(`
      CREATE TABLE hold (
        id                  uuid PRIMARY KEY,
        state               text NOT NULL,
        because             json,
        seller              text COLLATE "C",
        buyer               text COLLATE "C",
        energy_wh           int8,
        price_cents_per_mwh int4,
        held_of_seller      int8 CHECK (held_of_seller >= 0),
        held_of_buyer       int8 CHECK (held_of_buyer >= 0),
        fee                 int8,
        since               timestamptz NOT NULL,
        CHECK (CASE state
          WHEN 'refused' THEN because IS NOT NULL
          WHEN 'tombstone' THEN because IS NULL
          ELSE state IN ('held', 'posted', 'voided')
            AND num_nulls(seller, buyer, energy_wh, price_cents_per_mwh, held_of_seller, held_of_buyer, fee) = 0
        END)
      ) WITH (fillfactor = 50)`);

    // Each row is a whole entry: what one account loses another gains, so no entry can fail to sum to zero. Foreign keys
    // to account are left out: each insert would lock the rows of the platform's accounts, that no trade shall queue
    // behind; GET /v1/ledger/check looks for accounts that do not exist.
    await runner.query(`
      CREATE TABLE transfer (
        "of"   uuid NOT NULL,
        part   text COLLATE "C" NOT NULL,
        debit  text COLLATE "C" NOT NULL,
        credit text COLLATE "C" NOT NULL,
        amount int8 NOT NULL CHECK (amount > 0),
        kind   text NOT NULL,
        reason text,
        at     timestamptz NOT NULL,
        PRIMARY KEY ("of", part),
        CHECK (debit <> credit)
      )`);
    // The service's role owns the table, and an owner can grant itself whatever was revoked. The trigger holds for
    // everybody, says why, and costs an insert nothing.
    await runner.query(`
      CREATE FUNCTION refuse_to_change_transfers() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'transfers are only added: a correction is another transfer'
          USING ERRCODE = 'restrict_violation';
      END $$`);
    await runner.query(`
      CREATE TRIGGER transfers_are_only_added
        BEFORE UPDATE OR DELETE OR TRUNCATE ON transfer
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_transfers()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE transfer, hold, account');
    await runner.query('DROP FUNCTION refuse_to_change_transfers()');
  }
}
