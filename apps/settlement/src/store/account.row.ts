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

  @Column('int4')
  sequence!: number;
}

export const accountOf = ({ id, kind, posted, held, creditLimit, frozen, sequence }: AccountRow): Account => ({
  id,
  kind,
  posted: money(BigInt(posted)),
  held: money(BigInt(held)),
  creditLimit: money(BigInt(creditLimit)),
  frozen,
  sequence,
});
