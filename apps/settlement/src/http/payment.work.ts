import { type Accepted, accepted, type Decision, type Refused } from '#libs/decision';
import type { Outgoing } from '#libs/messaging';
import { formatEur } from '#libs/units';
import type { Account } from '../account/account.js';
import type { Paid } from '../ledger/decide-deposit.js';
import type { Payment, PaymentKind } from '../ledger/payment.js';
import { type Transfer, transferKey } from '../ledger/transfer.js';
import { accountOutOfDoubt, putChanges, type SettlementState } from '../store/settlement.state.js';
import { auditOfAccount, type OperatorsWord } from './operators-word.js';

/** A payment that is asked for: by the account's own party, or by an operator with a word for the audit. */
export interface AskedPayment extends Payment {
  readonly word?: OperatorsWord;
}

/** The payment's transfer, the first time and every time; or why there is none. */
export type PaymentAnswer<Refusal extends string> = Accepted<Transfer> | Refused<Refusal>;

const kinds: readonly PaymentKind[] = ['deposit', 'withdrawal'];

/** Whatever a key may have made before: a key is good for one payment, in or out. */
export const paymentKeys = ({ id }: Payment): string[] => kinds.map((part) => transferKey({ of: id, part }));

/** The payment that the same key has made before. */
export const knownPayment = (state: SettlementState, ask: Payment): Transfer | undefined =>
  paymentKeys(ask)
    .map((key) => state.transfers.get(key))
    .find((transfer) => transfer !== undefined);

/**
 * The account that a payment is for, which a repeat does not need.
 *
 * @throws TryAgainLater while the account is in doubt
 */
export const accountToPay = (state: SettlementState, ask: Payment): Account | undefined =>
  knownPayment(state, ask) ? undefined : accountOutOfDoubt(state, ask.account);

/** Puts what a payment changes, with its audit, and tells everyone; a repeat is answered from the known transfer. */
export function settlePayment<Refusal extends string>(
  state: SettlementState,
  ask: AskedPayment,
  decision: Decision<Paid, Refusal>,
  told: (transfer: Transfer) => Outgoing,
): { readonly answer: PaymentAnswer<Refusal>; readonly send: readonly Outgoing[] } {
  if (decision.answer === 'refused') return { answer: decision, send: [] };
  if (decision.answer === 'accepted') {
    const { transfer, accounts } = decision.what;
    putChanges(state, { accounts, transfers: [transfer] });
    const details = { transfer: transfer.of, amountEur: formatEur(transfer.amount) };
    if (ask.word) state.audits.put(auditOfAccount(ask.word, transfer.kind, ask.account, details));
    return { answer: accepted(transfer), send: [told(transfer)] };
  }
  const known = knownPayment(state, ask);
  if (!known) throw new Error(`the payment ${ask.id} is said to be known, and it is not`);
  return { answer: accepted(known), send: [] };
}
