import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PartyRole } from '../party/party.js';

@Entity('party')
export class PartyRow {
  @PrimaryColumn('text')
  eic!: string;

  @Column('text')
  name!: string;

  @Column('text', { array: true })
  roles!: PartyRole[];

  @Column('int')
  sequence!: number;
}
