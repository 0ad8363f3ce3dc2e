import type { Because } from '#libs/decision';
import { type Problem, problems, slugOf } from '#libs/service';
import type { DepositRefusal } from '../ledger/decide-deposit.js';
import type { WithdrawalRefusal } from '../ledger/decide-withdrawal.js';

/** Why a payment was not made, as the answer to its request. */
export function problemOfPayment(because: Because<DepositRefusal | WithdrawalRefusal>, account: string): Problem {
  const { reason, ...numbers } = because;
  switch (reason) {
    case 'unknown account':
    case 'not a party account':
      return problems.notFound(`account ${account}`);
    case 'same key, different payload': {
      const { earlierKind, earlierEur, earlierAccount } = numbers;
      const detail = `This key was used for a ${earlierKind} of ${earlierEur} EUR, account ${earlierAccount}, or with other words.`;
      return problems.unprocessable(slugOf(reason), detail);
    }
    case 'account frozen':
      return problems.conflict(slugOf(reason), `The account is frozen: ${numbers['frozenBecause']}`, numbers);
    case 'not enough withdrawable money': {
      const { askedEur, withdrawableEur, postedEur, heldEur, unsettledEur } = numbers;
      const detail =
        `${askedEur} EUR are asked for and ${withdrawableEur} can be paid out: ` +
        `${postedEur} posted − ${heldEur} held − ${unsettledEur} of proceeds that are not settled yet.`;
      return problems.conflict(slugOf(reason), detail, numbers);
    }
  }
}
