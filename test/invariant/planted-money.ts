import { aBuyer, aSeller } from '../support/a-booking.js';
import { type Plant, progress } from './plant.js';
import { clearedTrade, negativeTrade, rejectedTrade } from './tiny-world.js';

export const plantedMoney: readonly Plant[] = [
  {
    breaks: 'each transfer takes from one account what it gives to another',
    how: 'a transfer from an account to itself',
    sql: [
      [
        'settlement',
        `INSERT INTO transfer VALUES (gen_random_uuid(), 'deposit', 'bank', 'bank', 5, 'deposit', NULL, now())`,
      ],
    ],
  },
  {
    breaks: 'all accounts together have nothing',
    how: 'money out of nowhere',
    sql: [['settlement', `UPDATE account SET posted = posted + 1 WHERE id = '${aBuyer}'`]],
  },
  {
    breaks: 'the posted total of a party is the sum of its transfers',
    how: 'money moved from one party to the other without a transfer',
    sql: [
      [
        'settlement',
        `UPDATE account SET posted = posted + CASE id WHEN '${aBuyer}' THEN 1 ELSE -1 END WHERE kind = 'party'`,
      ],
    ],
  },
  {
    breaks: 'the posted total of a party is the sum of its transfers',
    how: 'a transfer to an account that does not exist',
    sql: [
      [
        'settlement',
        `INSERT INTO transfer VALUES (gen_random_uuid(), 'deposit', 'bank', 'nobody', 5, 'deposit', NULL, now())`,
      ],
    ],
  },
  {
    breaks: 'what an account holds is the sum of its open holds',
    how: 'money held for nothing',
    sql: [['settlement', `UPDATE account SET held = 5 WHERE id = '${aSeller}'`]],
  },
  {
    breaks: 'nobody holds less than nothing',
    how: 'more released than was held',
    sql: [['settlement', `UPDATE account SET held = -5 WHERE id = '${aSeller}'`]],
  },
  {
    breaks: 'free money stays above the credit limit, unless a lowered limit has left it below by as much',
    how: 'a deposit that was never made',
    sql: [['settlement', `UPDATE account SET posted = posted - 100000000 WHERE id = '${aBuyer}'`]],
  },
  {
    breaks: 'free money stays above the credit limit, unless a lowered limit has left it below by as much',
    how: 'a hold that was taken on an overdrawn account',
    sql: [
      [
        'settlement',
        `UPDATE account SET posted = -100, overdrawn_by_limit = 100, held = 1, sequence = 2 WHERE id = '${aBuyer}'`,
      ],
    ],
  },
  {
    breaks: 'every change of an account by an operator stands in the audit',
    how: 'a limit that nobody has set',
    sql: [['settlement', `UPDATE account SET credit_limit = 5, sequence = 2 WHERE id = '${aBuyer}'`]],
  },
  {
    breaks: 'money comes from the bank by deposits only, and goes there by withdrawals only',
    how: 'a trade that pays the bank',
    sql: [['settlement', `UPDATE transfer SET credit = 'bank' WHERE "of" = '${clearedTrade}' AND part = 'seller fee'`]],
  },
  {
    breaks: 'clearing keeps nothing: it gives whatever it takes, trade by trade',
    how: 'a payee who was not paid',
    sql: [['settlement', `DELETE FROM transfer WHERE "of" = '${clearedTrade}' AND part = 'pay out'`]],
  },
  {
    breaks: 'only a posted hold moves money for a trade',
    how: 'a transfer for a hold that was voided',
    sql: [['settlement', `UPDATE hold SET state = 'voided' WHERE id = '${clearedTrade}'`]],
  },
  {
    breaks: 'a cleared trade has a posted hold on its own terms',
    how: 'a hold that is still held',
    sql: [['settlement', `UPDATE hold SET state = 'held' WHERE id = '${negativeTrade}'`]],
  },
  {
    breaks: 'a cleared trade has a posted hold on its own terms',
    how: 'a hold at another price',
    sql: [['settlement', `UPDATE hold SET price_cents_per_mwh = 1 WHERE id = '${clearedTrade}'`]],
  },
  {
    breaks: 'a cleared trade has moved its price times its energy once, and both fees',
    how: 'a price paid by the wrong side',
    sql: [
      ['settlement', `UPDATE transfer SET debit = '${aBuyer}' WHERE "of" = '${negativeTrade}' AND part = 'pay in'`],
    ],
  },
  {
    breaks: 'a cleared trade has moved its price times its energy once, and both fees',
    how: 'a price paid twice',
    sql: [
      [
        'settlement',
        `INSERT INTO transfer VALUES ('${clearedTrade}', 'pay in again', '${aBuyer}', 'clearing', 10000000, 'energy', NULL, now()),
                                     ('${clearedTrade}', 'pay out again', 'clearing', '${aSeller}', 10000000, 'energy', NULL, now())`,
      ],
    ],
  },
  {
    breaks: 'a cleared trade has moved its price times its energy once, and both fees',
    how: 'a fee that was not taken',
    sql: [['settlement', `DELETE FROM transfer WHERE "of" = '${clearedTrade}' AND part = 'seller fee'`]],
  },
  {
    breaks: 'a rejected trade has nothing held and nothing posted',
    how: 'a hold that nobody gave back',
    sql: [['settlement', `UPDATE hold SET state = 'held' WHERE id = '${rejectedTrade}'`]],
  },
  {
    breaks: 'a hold is as far as its saga lets it be',
    how: 'a hold without a saga',
    sql: [['settlement', `UPDATE hold SET id = gen_random_uuid() WHERE id = '${rejectedTrade}'`]],
  },
  {
    breaks: 'a hold is as far as its saga lets it be',
    how: 'a hold that is posted before the pivot',
    sql: [progress(clearedTrade, 'doing', { startedAt: 1000, steps: {} })],
  },
];
