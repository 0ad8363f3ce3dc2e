import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What desks and operators ask for: statements, what may be paid out, why an account is as it is, prices. */
export class Desk1763683200000 implements MigrationInterface {
  readonly name = 'Desk1763683200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE account
        ADD COLUMN frozen_because text,
        ADD COLUMN overdrawn_by_limit numeric NOT NULL DEFAULT 0 CHECK (overdrawn_by_limit >= 0),
        ADD CHECK (frozen OR frozen_because IS NULL),
        -- Only an operator's limit leaves an account below zero, and that counts its sequence on.
        ADD CHECK (overdrawn_by_limit = 0 OR sequence > 1)`);

    // A party's statement, and what its trades have brought in. A party's id begins with a digit and a platform
    // account's with a letter, so that of the eight sides of a trade's four transfers only the four of parties are
    // indexed: clearing would be half of each index, and is asked for by time. In a rough measure all three cost about
    // 8 µs and 0.9 KB of log per trade.
    await runner.query(`CREATE INDEX transfer_debits ON transfer (debit, at) INCLUDE (amount) WHERE debit < 'A'`);
    await runner.query(
      `CREATE INDEX transfer_credits ON transfer (credit, at) INCLUDE (amount, kind) WHERE credit < 'A'`,
    );
    await runner.query('CREATE INDEX transfer_times ON transfer (at)');

    // Rows are only added: what a run was made with can always be seen again.
    await runner.query(`
      CREATE TABLE price (
        area                text COLLATE "C" NOT NULL,
        quarter_hour        int4 NOT NULL,
        revision            int4 NOT NULL CHECK (revision >= 1),
        price_cents_per_mwh int4 NOT NULL,
        source              text NOT NULL,
        at                  timestamptz NOT NULL,
        PRIMARY KEY (area, quarter_hour, revision)
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE price');
    await runner.query('DROP INDEX transfer_debits, transfer_credits, transfer_times');
    await runner.query('ALTER TABLE account DROP COLUMN frozen_because, DROP COLUMN overdrawn_by_limit');
  }
}
