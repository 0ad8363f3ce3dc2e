import { instant } from '#libs/market';
import { money } from '#libs/units';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Transfer, TransferKind, TransferPart } from '../ledger/transfer.js';

/** Rows are only ever added; the table refuses anything else. */
@Entity('transfer')
export class TransferRow {
  @PrimaryColumn('uuid')
  of!: string;

  @PrimaryColumn('text')
  part!: TransferPart;

  @Column('text')
  debit!: string;

  @Column('text')
  credit!: string;

  @Column('int8')
  amount!: string;

  @Column('text')
  kind!: TransferKind;

  @Column('text', { nullable: true })
  reason!: string | null;

  @Column('timestamptz')
  at!: Date;
}

export const transferOf = ({ of, part, debit, credit, amount, kind, reason, at }: TransferRow): Transfer => ({
  of,
  part,
  debit,
  credit,
  amount: money(BigInt(amount)),
  kind,
  ...(reason === null ? {} : { reason }),
  at: instant(at.getTime()),
});
