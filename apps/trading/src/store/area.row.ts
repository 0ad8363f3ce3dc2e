import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity('area')
export class AreaRow {
  @PrimaryColumn('text')
  eic!: string;

  @Column('text')
  name!: string;

  @Column('text', { name: 'time_zone' })
  timeZone!: string;

  /** int8 arrives as text. */
  @Column('int8', { name: 'lot_wh' })
  lotWh!: string;

  @Column('int', { name: 'gate_lead_minutes' })
  gateLeadMinutes!: number;
}
