import type { AuditRecord } from '#libs/messaging';
import type { Caller } from '#libs/service';
import { v7 } from 'uuid';

/** Who of the operators does something by hand, and why. */
export interface OperatorsWord {
  /** UUID of the audit record, made by whoever asks, so that a second try of the transaction writes no other. */
  readonly id: string;
  readonly who: string;
  readonly why: string;
  /** The version that the operator saw; null where none was named. */
  readonly seen: number | null;
}

/** The word of the caller. */
export const wordOf = ({ id: who }: Caller, why: string, seen?: number): OperatorsWord => ({
  id: v7(),
  who,
  why,
  seen: seen ?? null,
});

/** What the audit keeps of an action on an account. */
export const auditOfAccount = (
  word: OperatorsWord,
  action: string,
  account: string,
  details: AuditRecord['details'],
): AuditRecord => ({ ...word, action, of: `account/${account}`, details });
