import { money } from '#libs/units';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Account, AccountKind } from '../account/account.js';

/** Numeric columns arrive as text, so that no digit is lost on the way. */
@Entity('account')
export class AccountRow {
  @PrimaryColumn('text')
  id!: string;

  @Column('text')
  kind!: AccountKind;

  @Column('numeric')
  posted!: string;

  @Column('numeric')
  held!: string;

  @Column('numeric', { name: 'credit_limit' })
  creditLimit!: string;

  @Column('boolean')
  frozen!: boolean;

  @Column('text', { name: 'frozen_because', nullable: true })
  frozenBecause!: string | null;

  @Column('numeric', { name: 'overdrawn_by_limit' })
  overdrawnByLimit!: string;

  @Column('int4')
  sequence!: number;
}

/** The columns of a row under the names of its class. */
export const accountColumns = `id, kind, posted, held, credit_limit AS "creditLimit", frozen,
  frozen_because AS "frozenBecause", overdrawn_by_limit AS "overdrawnByLimit", sequence`;

export const accountOf = (row: AccountRow): Account => ({
  id: row.id,
  kind: row.kind,
  posted: money(BigInt(row.posted)),
  held: money(BigInt(row.held)),
  creditLimit: money(BigInt(row.creditLimit)),
  frozen: row.frozen,
  frozenBecause: row.frozenBecause,
  overdrawnByLimit: money(BigInt(row.overdrawnByLimit)),
  sequence: row.sequence,
});
