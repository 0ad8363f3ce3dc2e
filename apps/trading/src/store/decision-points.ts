import { crashPoint, type Rows, type Transaction } from '#libs/messaging';
import type { GlobalTransaction } from '#libs/two-phase';
import { endedIn } from './global-transaction.statements.js';

type Kind = 'commit' | 'abort';

const kindOf = ({ state }: GlobalTransaction): Kind =>
  state === 'aborting' || state === 'aborted' ? 'abort' : 'commit';

/** The places around the decision and the end of global transactions at which this process may die in a test. */
export function passDecisionPoints(tx: Transaction, transactions: Rows<GlobalTransaction>): void {
  const updated = transactions.updated();
  const decided = updated.filter(
    ({ gid, decidedAt }) => decidedAt !== undefined && transactions.before(gid)?.decidedAt === undefined,
  );
  const ended = endedIn(transactions);
  if (decided.length === 0 && ended.length === 0) return;
  crashPoint('before-decision', () => decided.map(kindOf));
  tx.onEnd((committed) => {
    if (!committed) return;
    crashPoint('after-decision', () => decided.map(kindOf));
    crashPoint('before-forgetting', () => ended.map(kindOf));
  });
}
