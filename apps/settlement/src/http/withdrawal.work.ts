import type { Work } from '#libs/messaging';
import { zeroMoney } from '#libs/units';
import { decideWithdrawal, type WithdrawalRefusal } from '../ledger/decide-withdrawal.js';
import type { SettlementState, SettlementTable } from '../store/settlement.state.js';
import { wallInstant } from '../store/wall-instant.js';
import {
  accountToPay,
  type AskedPayment,
  knownPayment,
  type PaymentAnswer,
  paymentKeys,
  settlePayment,
} from './payment.work.js';
import { withdrawalPosted } from './payment-posted.js';

/** Proceeds are summed up behind the account's lock, so that no trade is posted between the sum and the decision. */
export const withdrawalWork: Work<SettlementTable, SettlementState, AskedPayment, PaymentAnswer<WithdrawalRefusal>> = {
  name: 'POST /v1/accounts/{id}/withdrawals',
  touches: (ask) => ({ account: [ask.account], transfer: paymentKeys(ask), proceeds: [ask.account] }),
  decide(state, ask, now) {
    const unsettled = state.proceeds.get(ask.account)?.unsettled ?? zeroMoney;
    const decision = decideWithdrawal(
      ask,
      knownPayment(state, ask),
      accountToPay(state, ask),
      unsettled,
      wallInstant(now),
    );
    return settlePayment(state, ask, decision, withdrawalPosted);
  },
};
