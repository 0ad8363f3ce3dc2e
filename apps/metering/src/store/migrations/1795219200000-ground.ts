import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What metering decides on. Keys are compared byte by byte (COLLATE "C"), which is how batches sort them before they
 * lock; rows that change often leave room on their page, so that an update touches no index.
 */
export class Ground1795219200000 implements MigrationInterface {
  readonly name = 'Ground1795219200000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE party_copy (
        eic text COLLATE "C" PRIMARY KEY,
        name text NOT NULL,
        roles text[] NOT NULL,
        sequence int8 NOT NULL
      )`);
    await queryRunner.query(`
      CREATE TABLE side (
        key text COLLATE "C" PRIMARY KEY,
        kind text NOT NULL CHECK (kind IN ('meter point', 'portfolio')),
        party text COLLATE "C" NOT NULL,
        area text COLLATE "C" NOT NULL,
        balance_group text NOT NULL,
        injection_w int8 NOT NULL CHECK (injection_w >= 0),
        consumption_w int8 NOT NULL CHECK (consumption_w >= 0),
        fuse_a int4 CHECK (fuse_a > 0),
        sequence int8 NOT NULL,
        CHECK ((kind = 'meter point') = (fuse_a IS NOT NULL))
      ) WITH (fillfactor = 80)`);
    await queryRunner.query('CREATE INDEX side_of_party ON side (party, area)');
    // The counters of a quarter hour; quarter_hour counts quarter hours since 1970-01-01T00:00Z.
    await queryRunner.query(`
      CREATE TABLE position (
        side text COLLATE "C" NOT NULL,
        quarter_hour int4 NOT NULL,
        firm_sold_wh int8 NOT NULL CHECK (firm_sold_wh >= 0),
        firm_bought_wh int8 NOT NULL CHECK (firm_bought_wh >= 0),
        pending_sold_wh int8 NOT NULL CHECK (pending_sold_wh >= 0),
        pending_bought_wh int8 NOT NULL CHECK (pending_bought_wh >= 0),
        PRIMARY KEY (side, quarter_hour)
      ) WITH (fillfactor = 80)`);
    // Null sides are portfolios. Only what was really booked has content: refusals and tombstones hold nothing.
    await queryRunner.query(`
      CREATE TABLE booking (
        id uuid PRIMARY KEY,
        state text NOT NULL CHECK (state IN ('pending', 'firm', 'cancelled', 'refused', 'tombstone')),
        seller text,
        buyer text,
        seller_side text,
        buyer_side text,
        area text,
        first_quarter_hour int4,
        energies_wh int8[],
        seller_group text,
        buyer_group text,
        because json,
        since timestamptz NOT NULL,
        CHECK ((state IN ('pending', 'firm', 'cancelled')) =
               (num_nulls(seller, buyer, area, first_quarter_hour, energies_wh, seller_group, buyer_group) = 0)),
        CHECK ((state = 'refused') = (because IS NOT NULL))
      ) WITH (fillfactor = 80)`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE booking, position, side, party_copy');
  }
}
