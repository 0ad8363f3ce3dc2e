import { type Accepted, accepted, type Refused } from '#libs/decision';
import type { Work } from '#libs/messaging';
import { type Deposit, type DepositRefusal, decideDeposit } from '../ledger/decide-deposit.js';
import { type Transfer, transferKey } from '../ledger/transfer.js';
import { putChanges, type SettlementState, type SettlementTable } from '../store/settlement.state.js';
import { wallInstant } from '../store/wall-instant.js';

/** The deposit's transfer, the first time and every time; or why there is none. */
export type DepositAnswer = Accepted<Transfer> | Refused<DepositRefusal>;

const keyOf = ({ id }: Deposit): string => transferKey({ of: id, part: 'deposit' });

export const depositWork: Work<SettlementTable, SettlementState, Deposit, DepositAnswer> = {
  name: 'POST /v1/accounts/{id}/deposits',
  touches: (ask) => ({ account: [ask.account], transfer: [keyOf(ask)] }),
  decide(state, ask, now) {
    const known = state.transfers.get(keyOf(ask));
    const decision = decideDeposit(ask, known, state.accounts.get(ask.account), wallInstant(now));
    if (decision.answer === 'refused') return { answer: decision, send: [] };
    if (decision.answer === 'accepted') {
      const { transfer, accounts } = decision.what;
      putChanges(state, { accounts, transfers: [transfer] });
      return { answer: accepted(transfer), send: [] };
    }
    if (!known) throw new Error(`the deposit ${ask.id} is said to be known, and it is not`);
    return { answer: accepted(known), send: [] };
  },
};
