import type { Work } from '#libs/messaging';
import { decideDeposit, type DepositRefusal } from '../ledger/decide-deposit.js';
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
import { depositPosted } from './payment-posted.js';

export const depositWork: Work<SettlementTable, SettlementState, AskedPayment, PaymentAnswer<DepositRefusal>> = {
  name: 'POST /v1/accounts/{id}/deposits',
  touches: (ask) => ({ account: [ask.account], transfer: paymentKeys(ask) }),
  decide(state, ask, now) {
    const decision = decideDeposit(ask, knownPayment(state, ask), accountToPay(state, ask), wallInstant(now));
    return settlePayment(state, ask, decision, depositPosted);
  },
};
