import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How many sagas wait for an answer. Several times a second is often enough to read the whole table by a plan that was
 * right while it was small, and statistics follow a minute later; as a function the count always takes the index of the
 * open ones, whose size is what is open. A bitmap would do as well, but leaves the entries of ended sagas in the index
 * for the next count.
 */
export class Backlog1795478400000 implements MigrationInterface {
  readonly name = 'Backlog1795478400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION sagas_under_way() RETURNS int LANGUAGE sql STABLE
      SET enable_seqscan = off SET enable_bitmapscan = off
      RETURN (SELECT count(*)::int FROM saga WHERE open AND due_at IS NOT NULL)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION sagas_under_way');
  }
}
