import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How a party finds its holds, and what keeps an idempotency key to one payment. */
export class Lookups1795392000000 implements MigrationInterface {
  readonly name = 'Lookups1795392000000';

  async up(runner: QueryRunner): Promise<void> {
    // Neither side of a hold ever changes, so a hold that is posted or voided still stays on its page (HOT).
    await runner.query('CREATE INDEX hold_sellers ON hold (seller, id) WHERE seller IS NOT NULL');
    await runner.query('CREATE INDEX hold_buyers ON hold (buyer, id) WHERE buyer IS NOT NULL');

    // A deposit and a withdrawal of one key differ in their part, and lock different accounts: both would be written by
    // groups that commit at the same time. The one that comes second is tried again, and sees the first.
    await runner.query(
      `CREATE UNIQUE INDEX transfer_payments ON transfer ("of") WHERE kind IN ('deposit', 'withdrawal')`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX hold_sellers, hold_buyers, transfer_payments');
  }
}
