import { branchTables } from '#libs/two-phase-branch';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a participant of two-phase commit keeps: branches that are open, what became of them, and who waits for them. */
export class Branches1795564800000 implements MigrationInterface {
  readonly name = 'Branches1795564800000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(branchTables);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE branch, branch_outcome, waiting');
  }
}
