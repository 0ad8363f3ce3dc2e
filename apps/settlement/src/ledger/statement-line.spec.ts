import { type Money, money } from '#libs/units';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { eur, theBuyer, theHour, theSeller, theTrade } from '../../../../test/support/a-hold.js';
import { statementLines } from './statement-line.js';
import type { Transfer } from './transfer.js';

const moved = (debit: string, credit: string, amount: Money): Transfer => ({
  ...{ of: theTrade, part: 'pay in', kind: 'energy', at: theHour },
  ...{ debit, credit, amount },
});

describe('the lines of a statement', () => {
  it('say where money came from and went to, and what was left', () => {
    const transfers = [moved('bank', theBuyer, eur(100)), moved(theBuyer, 'clearing', eur(30))];
    expect(statementLines(theBuyer, eur(5), transfers)).toEqual([
      { transfer: transfers[0], counterAccount: 'bank', amount: eur(100), balance: eur(105) },
      { transfer: transfers[1], counterAccount: 'clearing', amount: eur(-30), balance: eur(75) },
    ]);
  });

  it('lead from the balance before to that after, whatever page they are cut into', () => {
    const someTransfers = fc.array(
      fc.tuple(fc.boolean(), fc.bigInt(1n, 1000n)).map(([comes, amount]) => {
        const [debit, credit] = comes ? [theSeller, theBuyer] : [theBuyer, theSeller];
        return moved(debit, credit, money(amount));
      }),
    );
    fc.assert(
      fc.property(someTransfers, fc.nat(20), (transfers, cut) => {
        const whole = statementLines(theBuyer, eur(1), transfers);
        const first = statementLines(theBuyer, eur(1), transfers.slice(0, cut));
        const second = statementLines(theBuyer, first.at(-1)?.balance ?? eur(1), transfers.slice(cut));
        expect([...first, ...second]).toEqual(whole);
        expect(whole.at(-1)?.balance ?? eur(1)).toBe(whole.reduce((sum, { amount }) => sum + amount, eur(1) as bigint));
      }),
    );
  });
});
