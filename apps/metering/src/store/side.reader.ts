import { type DataSource, type FindOptionsWhere, MoreThan } from 'typeorm';
import type { Side } from '../meter-point/side.js';
import { SideRow, sideOf } from './side.row.js';

export interface SidePage {
  readonly kind: Side['kind'];
  readonly party?: string | undefined;
  readonly area?: string | undefined;
  /** Sides with a later key. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Meter points or portfolios in the order of their keys. */
export async function listSides(
  dataSource: DataSource,
  { kind, party, area, after, limit }: SidePage,
): Promise<Side[]> {
  const where: FindOptionsWhere<SideRow> = {
    kind,
    ...(party === undefined ? {} : { party }),
    ...(area === undefined ? {} : { area }),
    ...(after === undefined ? {} : { key: MoreThan(after) }),
  };
  const rows = await dataSource.getRepository(SideRow).find({ where, order: { key: 'ASC' }, take: limit });
  return rows.map(sideOf);
}

/** One side, if there is one of that key and kind. */
export async function findSide(dataSource: DataSource, kind: Side['kind'], key: string): Promise<Side | undefined> {
  const row = await dataSource.getRepository(SideRow).findOneBy({ key, kind });
  return row === null ? undefined : sideOf(row);
}

/** Every side of a party in an area, in the order of their keys. */
export async function sidesOfParty(dataSource: DataSource, party: string, area: string): Promise<Side[]> {
  const rows = await dataSource.getRepository(SideRow).find({ where: { party, area }, order: { key: 'ASC' } });
  return rows.map(sideOf);
}
