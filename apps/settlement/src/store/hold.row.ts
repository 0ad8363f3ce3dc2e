import type { Because } from '#libs/decision';
import { instant } from '#libs/market';
import { centsPerMWh, money, wattHours } from '#libs/units';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Hold } from '../hold/hold.js';
import type { HoldRefusal } from '../hold/hold-refusal.js';

/** One table for all that a hold can be; a CHECK says which columns are there in which state. */
@Entity('hold')
export class HoldRow {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text')
  state!: Hold['state'];

  @Column('json', { nullable: true })
  because!: Because<HoldRefusal> | null;

  @Column('text', { nullable: true })
  seller!: string | null;

  @Column('text', { nullable: true })
  buyer!: string | null;

  @Column('int8', { name: 'energy_wh', nullable: true })
  energyWh!: string | null;

  @Column('int4', { name: 'price_cents_per_mwh', nullable: true })
  priceCentsPerMWh!: number | null;

  @Column('int8', { name: 'held_of_seller', nullable: true })
  heldOfSeller!: string | null;

  @Column('int8', { name: 'held_of_buyer', nullable: true })
  heldOfBuyer!: string | null;

  @Column('int8', { nullable: true })
  fee!: string | null;

  @Column('timestamptz')
  since!: Date;
}

/** The columns of a row under the names of its class. */
export const holdColumns = `id, state, because, seller, buyer, energy_wh AS "energyWh",
  price_cents_per_mwh AS "priceCentsPerMWh", held_of_seller AS "heldOfSeller", held_of_buyer AS "heldOfBuyer", fee, since`;

/** Throws where a row lacks what its state needs; the table's CHECK does not let such a row in. */
export function holdOf(row: HoldRow): Hold {
  const { id, state } = row;
  const since = instant(row.since.getTime());
  switch (state) {
    case 'refused':
      return { id, state, because: present(row.because), since };
    case 'tombstone':
      return { id, state, since };
    case 'held':
    case 'posted':
    case 'voided':
      return {
        id,
        state,
        seller: present(row.seller),
        buyer: present(row.buyer),
        energyWh: wattHours(Number(present(row.energyWh))),
        priceCentsPerMWh: centsPerMWh(present(row.priceCentsPerMWh)),
        heldOfSeller: money(BigInt(present(row.heldOfSeller))),
        heldOfBuyer: money(BigInt(present(row.heldOfBuyer))),
        fee: money(BigInt(present(row.fee))),
        since,
      };
  }
}

function present<Value>(value: Value | null): Value {
  if (value === null) throw new Error('a hold lacks a column that its state needs');
  return value;
}
