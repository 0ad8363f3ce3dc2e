import type { Transaction } from '#libs/messaging';
import { type Position, sideAndQuarterHourOf } from '../booking/position.js';
import { type PositionRow, positionOf } from './position.row.js';

/**
 * Reads positions by their keys. They are not locked themselves: whoever changes one holds its side's lock, which was
 * taken a statement earlier, and at READ COMMITTED this statement sees what the holder before left. LIMIT 1 keeps the
 * planner at one index look-up per key, also in a plan that was made while the table was empty.
 */
export async function loadPositions(tx: Transaction, keys: readonly string[]): Promise<Position[]> {
  if (keys.length === 0) return [];
  const wanted = keys.map(sideAndQuarterHourOf);
  const rows = await tx.query<PositionRow>(
    'load-positions',
    `SELECT found.*
       FROM unnest($1::text[], $2::int4[]) AS wanted (side, quarter_hour)
      CROSS JOIN LATERAL (
              SELECT side, quarter_hour AS "quarterHour", firm_sold_wh AS "firmSoldWh",
                     firm_bought_wh AS "firmBoughtWh", pending_sold_wh AS "pendingSoldWh",
                     pending_bought_wh AS "pendingBoughtWh"
                FROM position
               WHERE position.side = wanted.side AND position.quarter_hour = wanted.quarter_hour
               LIMIT 1) AS found`,
    [wanted.map(({ side }) => side), wanted.map((one) => one.quarterHour)],
  );
  return rows.map(positionOf);
}

/** Writes positions that are new: under the side's lock nobody else can have made them meanwhile. */
export async function insertPositions(tx: Transaction, positions: readonly Position[]): Promise<void> {
  if (positions.length === 0) return;
  await tx.query(
    'insert-positions',
    `INSERT INTO position (side, quarter_hour, firm_sold_wh, firm_bought_wh, pending_sold_wh, pending_bought_wh)
     SELECT * FROM unnest($1::text[], $2::int4[], $3::int8[], $4::int8[], $5::int8[], $6::int8[])`,
    columnsOf(positions),
  );
}

export async function updatePositions(tx: Transaction, positions: readonly Position[]): Promise<void> {
  if (positions.length === 0) return;
  await tx.query(
    'update-positions',
    `UPDATE position
        SET firm_sold_wh = new.firm_sold, firm_bought_wh = new.firm_bought, pending_sold_wh = new.pending_sold,
            pending_bought_wh = new.pending_bought
       FROM unnest($1::text[], $2::int4[], $3::int8[], $4::int8[], $5::int8[], $6::int8[])
            AS new (side, quarter_hour, firm_sold, firm_bought, pending_sold, pending_bought)
      WHERE position.side = new.side AND position.quarter_hour = new.quarter_hour`,
    columnsOf(positions),
  );
}

const columnsOf = (positions: readonly Position[]): unknown[] => [
  positions.map(({ side }) => side),
  positions.map((position) => position.quarterHour),
  positions.map(({ firmSoldWh }) => firmSoldWh),
  positions.map(({ firmBoughtWh }) => firmBoughtWh),
  positions.map(({ pendingSoldWh }) => pendingSoldWh),
  positions.map(({ pendingBoughtWh }) => pendingBoughtWh),
];
