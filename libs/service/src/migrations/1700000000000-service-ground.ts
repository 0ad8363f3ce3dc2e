import type { MigrationInterface, QueryRunner } from 'typeorm';
import { messagingTables } from '#libs/messaging';
import { marketClockMigrationSql } from '../market-clock.js';

/** What every service's database has, before its own tables: outbox, inbox, parked messages, the market clock. */
export class ServiceGround1700000000000 implements MigrationInterface {
  readonly name = 'ServiceGround1700000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(messagingTables);
    await runner.query(marketClockMigrationSql);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE market_clock, parked, inbox, outbox');
  }
}
