import { type Accepted, accepted, type Refused } from '#libs/decision';
import type { Work } from '#libs/messaging';
import type { Account } from '../account/account.js';
import { type AccountTerms, decideTerms } from '../account/decide-terms.js';
import type { SettlementState, SettlementTable } from '../store/settlement.state.js';

export interface SetTerms {
  readonly account: string;
  readonly terms: AccountTerms;
}

/** The account as it is after. */
export type TermsAnswer =
  | Accepted<Account>
  | Refused<'unknown account' | 'not a party account' | 'credit limit below zero'>;

export const accountTermsWork: Work<SettlementTable, SettlementState, SetTerms, TermsAnswer> = {
  name: 'PUT /v1/accounts/{id}',
  touches: ({ account }) => ({ account: [account] }),
  decide({ accounts }, { account, terms }) {
    const decision = decideTerms(accounts.get(account), terms);
    if (decision.answer === 'refused') return { answer: decision, send: [] };
    if (decision.answer === 'accepted') accounts.put(decision.what);
    const after = accounts.get(account);
    if (!after) throw new Error(`the account ${account} is said to be known, and it is not`);
    return { answer: accepted(after), send: [] };
  },
};
