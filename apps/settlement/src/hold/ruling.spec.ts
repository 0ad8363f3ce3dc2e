import { centsPerMWh, money, wattHours } from '#libs/units';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anAccount, Books, theHour, theRate } from '../../../../test/support/a-hold.js';
import type { Account } from '../account/account.js';
import { decideDeposit } from '../ledger/decide-deposit.js';
import { decideHold } from './decide-hold.js';
import { decidePost } from './decide-post.js';
import { decideUnreadableHold, decideUnreadablePost, decideUnreadableVoid } from './decide-unreadable.js';
import { decideVoid } from './decide-void.js';
import type { Hold } from './hold.js';

const parties = ['A', 'B', 'C'] as const;
const trades = ['t1', 't2', 't3'] as const;

interface Ask {
  readonly what: 'hold' | 'void' | 'post' | 'unreadable hold' | 'unreadable void' | 'unreadable post';
  readonly id: (typeof trades)[number];
  /** Other content under the same id: rare, but it happens. */
  readonly twisted: boolean;
}

/** Each trade has its own content; at these prices a party's 40 euro suffice for some trades and not for all. */
const termsOf = (id: Ask['id'], twisted: boolean) => {
  const at = trades.indexOf(id);
  return {
    id,
    seller: parties[at % 3] ?? 'A',
    buyer: parties[(at + (twisted ? 0 : 1)) % 3] ?? 'B',
    energyWh: wattHours(1_000_000 * (at + 1)),
    priceCentsPerMWh: centsPerMWh([2500, -1500, 0][at] ?? 0),
  };
};

const asks: fc.Arbitrary<Ask> = fc.record({
  what: fc.constantFrom('hold', 'void', 'post', 'unreadable hold', 'unreadable void', 'unreadable post'),
  id: fc.constantFrom(...trades),
  twisted: fc.nat(7).map((n) => n === 0),
});

function rule(books: Books, { what, id, twisted }: Ask) {
  const known = books.holds.get(id);
  const terms = termsOf(id, twisted);
  switch (what) {
    case 'hold':
      return decideHold(terms, known, books.accounts, theRate, theHour);
    case 'void':
      return decideVoid(terms, known, books.accounts, theHour);
    case 'post':
      return decidePost(terms, known, books.accounts, theHour);
    case 'unreadable hold':
      return decideUnreadableHold(id, known, theHour);
    case 'unreadable void':
      return decideUnreadableVoid(id, known, theHour);
    case 'unreadable post':
      return decideUnreadablePost(known);
  }
}

/** Parties with 40 euro each, paid in. */
function openBooks(): Books {
  const books = new Books(...parties.map((id) => anAccount({ id, posted: money(0n) })));
  for (const id of parties) payIn(books, id, 4_000_000_000n);
  return books;
}

function payIn(books: Books, account: string, amount: bigint): void {
  const deposit = { id: `deposit ${books.transfers.size}`, account, amount: money(amount) };
  const decision = decideDeposit(deposit, undefined, books.accounts.get(account), theHour);
  if (decision.answer !== 'accepted') throw new Error('a deposit of a new key is accepted');
  books.put({ accounts: decision.what.accounts, transfers: [decision.what.transfer] });
}

/** Said here once more, so that a mistake in the rule's own sum is seen. */
const free = ({ posted, held, creditLimit }: Account): bigint => posted - held + creditLimit;

const next: Record<Hold['state'] | 'none', readonly Hold['state'][]> = {
  none: ['held', 'refused', 'tombstone'],
  held: ['posted', 'voided'],
  posted: [],
  voided: [],
  refused: [],
  tombstone: [],
};

/** Runs every ask in order, as a participant would, and looks at the books after each. */
function run(sequence: readonly Ask[], look: (books: Books, before: Hold | undefined, ask: Ask) => void): Books {
  const books = openBooks();
  for (const ask of sequence) {
    const before = books.holds.get(ask.id);
    books.put(rule(books, ask).changes);
    look(books, before, ask);
  }
  return books;
}

/** What the saga hears. */
const sent = ({ decision }: ReturnType<typeof rule>) => (decision.answer === 'refused' ? decision.because : 'accepted');

describe('for every sequence of asks', () => {
  it('money is neither made nor lost, held is the sum of open holds, and nobody falls below the limit', () => {
    fc.assert(
      fc.property(fc.array(asks, { maxLength: 30 }), (sequence) => {
        run(sequence, (books) => {
          expect(books.total()).toBe(0n);
          expect(books.folded('clearing')).toBe(0n);
          for (const account of books.accounts.values()) {
            expect(account.posted).toBe(books.folded(account.id));
            expect(account.held).toBe(openHoldsOf(books, account.id));
            expect(free(account) >= 0n).toBe(true);
          }
        });
      }),
    );
  });

  it('a row only goes on along the table, and what is final stays', () => {
    fc.assert(
      fc.property(fc.array(asks, { maxLength: 30 }), (sequence) => {
        run(sequence, (books, before, { id }) => {
          const after = books.holds.get(id);
          if (after === before) return;
          expect(next[before?.state ?? 'none']).toContain(after?.state);
        });
      }),
    );
  });

  it('every do and undo leaves a row, and what was refused once is refused for ever, also after a deposit', () => {
    fc.assert(
      fc.property(fc.array(asks, { maxLength: 20 }), asks, (sequence, ask) => {
        const books = run(sequence, () => undefined);
        const first = rule(books, ask);
        books.put(first.changes);
        if (!ask.what.endsWith('post')) expect(books.holds.get(ask.id)).toBeDefined();
        for (const id of parties) payIn(books, id, 1_000_000_000_000n);
        if (ask.what.endsWith('hold')) expect(sent(rule(books, ask))).toEqual(sent(first));
      }),
    );
  });

  it('posting takes from nobody more than was held', () => {
    fc.assert(
      fc.property(fc.array(asks, { maxLength: 30 }), (sequence) => {
        const books = openBooks();
        for (const ask of sequence) {
          const before = new Map(books.accounts);
          books.put(rule(books, ask).changes);
          if (ask.what !== 'post') continue;
          for (const account of before.values()) {
            expect(free(books.accounts.get(account.id) ?? account) >= free(account)).toBe(true);
          }
        }
      }),
    );
  });

  it('an effect happens once: a posted trade moved its money once, any other moved none', () => {
    fc.assert(
      fc.property(fc.array(asks, { maxLength: 30 }), (sequence) => {
        const books = run(sequence, () => undefined);
        for (const id of trades) {
          const moved = [...books.transfers.values()].filter(({ of }) => of === id);
          const expected = id === 't3' ? 2 : 4;
          expect(moved.length).toBe(books.holds.get(id)?.state === 'posted' ? expected : 0);
        }
      }),
    );
  });

  it('the same ask twice in a row gets the same answer twice, and the second writes nothing', () => {
    fc.assert(
      fc.property(fc.array(asks, { maxLength: 20 }), asks, (sequence, ask) => {
        const books = run(sequence, () => undefined);
        const first = rule(books, ask);
        books.put(first.changes);
        const second = rule(books, ask);
        expect(second.changes).toEqual({});
        expect(sent(second)).toEqual(sent(first));
      }),
    );
  });
});

function openHoldsOf(books: Books, party: string): bigint {
  let sum = 0n;
  for (const hold of books.holds.values()) {
    if (hold.state !== 'held') continue;
    if (hold.seller === party) sum += hold.heldOfSeller;
    if (hold.buyer === party) sum += hold.heldOfBuyer;
  }
  return sum;
}
