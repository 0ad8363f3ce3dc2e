import { type Eic, type Instant, instant, quarterHour } from '#libs/market';
import type { Transaction } from '#libs/messaging';
import { centsPerMWh } from '#libs/units';
import type { DataSource } from 'typeorm';
import type { DayAheadPrice } from '../price/day-ahead-price.js';

/** A row under the names of a price. */
interface StoredPrice {
  readonly area: string;
  readonly quarterHour: number;
  readonly priceCentsPerMWh: number;
  readonly source: string;
  readonly revision: number;
  readonly at: Date;
}

const columns = `area, quarter_hour AS "quarterHour", price_cents_per_mwh AS "priceCentsPerMWh", source, revision, at`;

const priceOf = ({ area, quarterHour: count, priceCentsPerMWh, source, revision, at }: StoredPrice): DayAheadPrice => ({
  // Only checked codes are written.
  area: area as Eic,
  quarterHour: quarterHour(count),
  priceCentsPerMWh: centsPerMWh(priceCentsPerMWh),
  source,
  revision,
  at: instant(at.getTime()),
});

/** Reads the latest prices by `priceKey`. They are never changed: two imports at once meet at the revision's key. */
export async function readPrices(tx: Transaction, keys: readonly string[]): Promise<DayAheadPrice[]> {
  if (keys.length === 0) return [];
  const asked = keys.map((key) => key.split('/'));
  const rows = await tx.query<StoredPrice>(
    'read prices',
    `SELECT DISTINCT ON (area, quarter_hour) ${columns}
       FROM price JOIN unnest($1::text[], $2::int4[]) AS asked (area, quarter_hour) USING (area, quarter_hour)
      ORDER BY area, quarter_hour, revision DESC`,
    [asked.map(([area]) => area), asked.map(([, count]) => Number(count))],
  );
  return rows.map(priceOf);
}

export async function insertPrices(tx: Transaction, prices: readonly DayAheadPrice[]): Promise<void> {
  if (prices.length === 0) return;
  await tx.query(
    'insert prices',
    `INSERT INTO price (area, quarter_hour, revision, price_cents_per_mwh, source, at)
     SELECT area, quarter_hour, revision, price, source, to_timestamp(ms / 1000)
       FROM unnest($1::text[], $2::int4[], $3::int4[], $4::int4[], $5::text[], $6::float8[])
         AS new (area, quarter_hour, revision, price, source, ms)`,
    [
      prices.map(({ area }) => area),
      prices.map(({ quarterHour: count }) => count),
      prices.map(({ revision }) => revision),
      prices.map(({ priceCentsPerMWh }) => priceCentsPerMWh),
      prices.map(({ source }) => source),
      prices.map(({ at }) => at),
    ],
  );
}

/** The latest prices of an area between two instants, the second not included, in order. */
export async function pricesBetween(
  dataSource: DataSource,
  { area, start, end }: { readonly area: Eic; readonly start: Instant; readonly end: Instant },
): Promise<DayAheadPrice[]> {
  const rows = await dataSource.query<StoredPrice[]>(
    `SELECT DISTINCT ON (quarter_hour) ${columns} FROM price
      WHERE area = $1 AND quarter_hour >= $2::int8 / 900000 AND quarter_hour < $3::int8 / 900000
      ORDER BY quarter_hour, revision DESC`,
    [area, start, end],
  );
  return rows.map(priceOf);
}
