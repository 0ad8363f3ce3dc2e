import { watts } from '#libs/units';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Side } from '../meter-point/side.js';
import { storedEic } from './stored-eic.js';

/** A meter point or a portfolio. int8 arrives as text. */
@Entity('side')
export class SideRow {
  @PrimaryColumn('text')
  key!: string;

  @Column('text')
  kind!: Side['kind'];

  @Column('text')
  party!: string;

  @Column('text')
  area!: string;

  @Column('text', { name: 'balance_group' })
  balanceGroup!: string;

  @Column('int8', { name: 'injection_w' })
  injectionW!: string;

  @Column('int8', { name: 'consumption_w' })
  consumptionW!: string;

  /** Null for a portfolio. */
  @Column('int4', { name: 'fuse_a', nullable: true })
  fuseA!: number | null;

  @Column('int8')
  sequence!: string;
}

export function sideOf(row: SideRow): Side {
  const shared = {
    party: storedEic(row.party),
    area: storedEic(row.area),
    balanceGroup: row.balanceGroup,
    injectionW: watts(Number(row.injectionW)),
    consumptionW: watts(Number(row.consumptionW)),
    sequence: Number(row.sequence),
  };
  return row.fuseA === null
    ? { kind: 'portfolio', key: row.key, ...shared }
    : { kind: 'meter point', key: storedEic(row.key), ...shared, fuseA: row.fuseA };
}
