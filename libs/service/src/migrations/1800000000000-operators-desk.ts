import type { MigrationInterface, QueryRunner } from 'typeorm';
import { auditTable, parkedSettling } from '#libs/messaging';
import { instanceTable } from '../instances.js';

/** What operators need in every service's database: the audit, what became of parked messages, who is alive. */
export class OperatorsDesk1800000000000 implements MigrationInterface {
  readonly name = 'OperatorsDesk1800000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(auditTable);
    await runner.query(parkedSettling);
    await runner.query(instanceTable);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE audit, instance');
    await runner.query(`
      ALTER TABLE parked DROP COLUMN kind, DROP COLUMN command_id, DROP COLUMN saga_id, DROP COLUMN state,
        DROP COLUMN settled_at, DROP COLUMN settled_by, DROP COLUMN settled_why, DROP COLUMN settled_in,
        DROP COLUMN version`);
  }
}
