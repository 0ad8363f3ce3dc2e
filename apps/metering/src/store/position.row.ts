import { quarterHour } from '#libs/market';
import { wattHours } from '#libs/units';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Position } from '../booking/position.js';

/** What a side sold and bought in a quarter hour. int8 arrives as text. */
@Entity('position')
export class PositionRow {
  @PrimaryColumn('text')
  side!: string;

  /** Quarter hours since 1970-01-01T00:00Z. */
  @PrimaryColumn('int4', { name: 'quarter_hour' })
  quarterHour!: number;

  @Column('int8', { name: 'firm_sold_wh' })
  firmSoldWh!: string;

  @Column('int8', { name: 'firm_bought_wh' })
  firmBoughtWh!: string;

  @Column('int8', { name: 'pending_sold_wh' })
  pendingSoldWh!: string;

  @Column('int8', { name: 'pending_bought_wh' })
  pendingBoughtWh!: string;
}

export const positionOf = (row: PositionRow): Position => ({
  side: row.side,
  quarterHour: quarterHour(row.quarterHour),
  firmSoldWh: wattHours(Number(row.firmSoldWh)),
  firmBoughtWh: wattHours(Number(row.firmBoughtWh)),
  pendingSoldWh: wattHours(Number(row.pendingSoldWh)),
  pendingBoughtWh: wattHours(Number(row.pendingBoughtWh)),
});
