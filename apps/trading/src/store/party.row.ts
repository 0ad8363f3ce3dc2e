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

  @Column('text', { name: 'suspended_why', nullable: true })
  suspendedWhy!: string | null;

  @Column('timestamptz', { name: 'suspended_since', nullable: true })
  suspendedSince!: Date | null;
}
