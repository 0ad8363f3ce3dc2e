import { trades } from '../checks/all-checks.js';
import type { SeededBug } from '../seeded-bug.js';

const movedOnce = 'a cleared trade has moved its price times its energy once, and both fees';

/** Of money and of energy. */
export const ledgerBugs: readonly SeededBug[] = [
  {
    name: 'less-paid-out-than-in',
    breaks: 'What a payer pays the payee gets, to the last hundred-millionth of a euro.',
    file: 'apps/settlement/src/hold/trade-transfers.ts',
    find: "transfer('pay out', 'energy', clearing, payee, amount),",
    replace: "transfer('pay out', 'energy', clearing, payee, amount - 1n),",
    caughtBy: { check: trades, finding: 'clearing keeps nothing' },
  },
  {
    name: 'money-rounded-to-cents',
    breaks: 'Price times energy is exact: no product of the two is rounded.',
    file: 'libs/units/src/cost.ts',
    find: 'return money(BigInt(energy) * BigInt(price));',
    replace: 'return money(((BigInt(energy) * BigInt(price) + 999_999n) / 1_000_000n) * 1_000_000n);',
    caughtBy: { check: trades, finding: movedOnce },
  },
  {
    name: 'both-fees-of-the-buyer',
    breaks: 'Each side pays its own fee.',
    file: 'apps/settlement/src/hold/trade-transfers.ts',
    find: "transfer('seller fee', 'trading fee', seller, ",
    replace: "transfer('seller fee', 'trading fee', buyer, ",
    caughtBy: { check: trades, finding: movedOnce },
  },
  {
    name: 'money-not-looked-at',
    breaks: 'Nobody holds more money than is free within the limit.',
    file: 'apps/settlement/src/hold/funds-refusal.ts',
    find: 'freeMoney(account) < needed);',
    replace: 'freeMoney(account) < 0n);',
    caughtBy: { check: trades, finding: 'free money stays above the credit limit' },
  },
  {
    name: 'energy-counted-on-one-side',
    breaks: 'What is sold is bought.',
    file: 'apps/metering/src/booking/asked-delivery.ts',
    find: "for (const end of ['seller', 'buyer'] as const) {",
    replace: "for (const end of ['seller'] as const) {",
    caughtBy: { check: trades, finding: 'what is sold is bought, in each quarter hour' },
  },
  {
    name: 'capacity-not-looked-at',
    breaks: 'Nobody sells or buys, net, more than the connection carries.',
    file: 'apps/metering/src/booking/decide-booking.ts',
    find: 'netWh(position, end) <= limitWh) continue;',
    replace: 'limitWh >= 0) continue;',
    caughtBy: { check: trades, finding: 'a side sells and buys, net, no more than it can inject and consume' },
  },
];
