import type { Work } from '#libs/messaging';
import { decideDeposit, type DepositRefusal } from '../ledger/decide-deposit.js';
import type { SettlementState, SettlementTable } from '../store/settlement.state.js';
import { wallInstant } from '../store/wall-instant.js';
import { type AskedPayment, knownPayment, type PaymentAnswer, paymentKeys, settlePayment } from './payment.work.js';
import { depositPosted } from './payment-posted.js';

export const depositWork: Work<SettlementTable, SettlementState, AskedPayment, PaymentAnswer<DepositRefusal>> = {
  name: 'POST /v1/accounts/{id}/deposits',
  touches: (ask) => ({ account: [ask.account], transfer: paymentKeys(ask) }),
  decide(state, ask, now) {
    const decision = decideDeposit(ask, knownPayment(state, ask), state.accounts.get(ask.account), wallInstant(now));
    return settlePayment(state, ask, decision, depositPosted);
  },
};
