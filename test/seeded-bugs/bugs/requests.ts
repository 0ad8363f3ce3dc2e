import { requests, trades } from '../checks/all-checks.js';
import type { SeededBug } from '../seeded-bug.js';

/** Of what callers may have. */
export const requestBugs: readonly SeededBug[] = [
  {
    name: 'same-key-two-trades',
    breaks: 'A request that comes again under its key is answered as before, and does nothing.',
    file: 'apps/trading/src/trade/submission.ts',
    find: "if (!known) return accepted('new');",
    replace: "return accepted('new');",
    caughtBy: { check: trades, finding: 'were submitted' },
  },
  {
    name: 'gate-not-looked-at',
    breaks: 'A deal that was made behind the gate does not bind.',
    file: 'apps/trading/src/gate/gate-closure.ts',
    find: 'if (agreedAt >= gateClosesAt)',
    replace: 'if (agreedAt >= registerBy)',
    caughtBy: { check: requests, finding: 'a trade has cleared that was agreed behind its gate' },
  },
  {
    name: 'trade-of-others-shown',
    breaks: 'A party sees its own trades only.',
    file: 'apps/trading/src/http/sees-trade.ts',
    find: 'sees(caller, [seller, buyer]) ||',
    replace: 'sees(caller, [seller, buyer]) || caller.party !== undefined ||',
    caughtBy: { check: requests, finding: 'a party reads the trade of others' },
  },
];
