import type { Decision } from '#libs/decision';
import type { Account } from '../account/account.js';
import type { Transfer } from '../ledger/transfer.js';
import type { Hold } from './hold.js';

/** What a decision changes, all of it or none. A refusal may change something too: it is kept as a row. */
export interface Changes {
  readonly hold?: Hold;
  readonly accounts?: readonly Account[];
  readonly transfers?: readonly Transfer[];
}

/** What is answered, and what is to be written with the answer. */
export interface Ruling<What extends string, Reason extends string> {
  readonly decision: Decision<What, Reason>;
  readonly changes: Changes;
}

/** An answer that writes nothing. */
export const unchanged = <What extends string, Reason extends string>(
  decision: Decision<What, Reason>,
): Ruling<What, Reason> => ({ decision, changes: {} });
