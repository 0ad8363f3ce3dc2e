import { topics } from '#libs/contracts';
import { type Accepted, accepted, type Refused } from '#libs/decision';
import { type AuditRecord, toEveryone, type Work } from '#libs/messaging';
import { formatEur } from '#libs/units';
import { type Account, freeMoney } from '../account/account.js';
import { accountChangedEvent } from '../account/account-changed-event.js';
import { type AccountTerms, decideTerms, type TermsRefusal } from '../account/decide-terms.js';
import { accountOutOfDoubt, type SettlementState, type SettlementTable } from '../store/settlement.state.js';
import { auditOfAccount, type OperatorsWord } from './operators-word.js';

export interface SetTerms {
  readonly account: string;
  readonly terms: AccountTerms;
  readonly word: OperatorsWord;
}

/** The account as it is after. */
export type TermsAnswer = Accepted<Account> | Refused<TermsRefusal>;

export const accountTermsWork: Work<SettlementTable, SettlementState, SetTerms, TermsAnswer> = {
  name: 'PUT /v1/accounts/{id}',
  touches: ({ account }) => ({ account: [account] }),
  decide(state, { account, terms, word }) {
    const before = accountOutOfDoubt(state, account);
    const decision = decideTerms(before, terms, word.seen ?? undefined);
    if (decision.answer === 'refused') return { answer: decision, send: [] };
    if (!before || decision.answer === 'ignored')
      throw new Error(`the account ${account} is said to be known, and it is not`);
    if (decision.answer === 'already') return { answer: accepted(before), send: [] };
    const after = decision.what;
    state.accounts.put(after);
    state.audits.put(auditOf(word, terms, before, after));
    return { answer: accepted(after), send: [toEveryone(topics.accounts.name, accountChangedEvent(after))] };
  },
};

/** One record per step of the account's sequence; a limit's tells what it left free. */
function auditOf(word: OperatorsWord, terms: AccountTerms, before: Account, after: Account): AuditRecord {
  const version = { version: after.sequence };
  if (!('creditLimit' in terms)) return auditOfAccount(word, terms.frozen ? 'freeze' : 'thaw', after.id, version);
  return auditOfAccount(word, 'set credit limit', after.id, {
    ...version,
    beforeEur: formatEur(before.creditLimit),
    afterEur: formatEur(after.creditLimit),
    leftFreeEur: formatEur(freeMoney(after)),
  });
}
