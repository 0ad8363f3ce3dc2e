import type { QuarterHour } from '#libs/market';
import { Between, type DataSource, In } from 'typeorm';
import type { Position } from '../booking/position.js';
import { PositionRow, positionOf } from './position.row.js';

/** The positions of some sides on a day; quarter hours in which nothing was ever booked have none. */
export async function positionsOfDay(
  dataSource: DataSource,
  sides: readonly string[],
  quarterHours: readonly QuarterHour[],
): Promise<Position[]> {
  const [first] = quarterHours;
  const last = quarterHours.at(-1);
  if (first === undefined || last === undefined || sides.length === 0) return [];
  const rows = await dataSource
    .getRepository(PositionRow)
    .findBy({ side: In([...sides]), quarterHour: Between(first, last) });
  return rows.map(positionOf);
}
