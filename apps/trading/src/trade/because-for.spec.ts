import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Because } from '#libs/decision';
import { aCode, aTrade } from '../../../../test/support/a-trade.js';
import { becauseFor, type Viewer } from './because-for.js';

const plant = aCode('Z', 'PLANT');
const trade = aTrade({ sellerSide: plant });
const { seller, buyer } = trade;
const buyerSide = `${buyer}/${trade.area}`;

const viewers = {
  operator: 'all',
  seller: { party: seller },
  buyer: { party: buyer },
  stranger: { party: aCode('X', 'OTHER') },
  venue: { party: undefined },
} satisfies Record<string, Viewer>;
type Name = keyof typeof viewers;
const names = Object.keys(viewers) as Name[];

/** Who is shown it whole, each by name. */
const seenWholeBy = (because: Because): Name[] =>
  names.filter((name) => becauseFor(viewers[name], trade, because) === because);

const money = { freeEur: '-1.50000000', limitEur: '3.00000000' };
const energy = { start: '2026-05-01T10:00:00Z', askedWh: 1000, bookedWh: 700, limitWh: 1200 };

describe('what of a refusal whom is shown', () => {
  it.each<[string, Because, readonly Name[], Because]>([
    [
      'no account of the seller',
      { reason: 'unknown account', party: seller },
      ['operator', 'seller'],
      { reason: 'unknown account', party: seller },
    ],
    [
      "the buyer's frozen account",
      { reason: 'account frozen', party: buyer },
      ['operator', 'buyer'],
      { reason: 'account frozen', party: buyer },
    ],
    [
      "the seller's overdrawn account",
      { reason: 'account overdrawn', ...money, party: seller },
      ['operator', 'seller'],
      { reason: 'account overdrawn', party: seller },
    ],
    [
      "the buyer's lack of money",
      { reason: 'not enough free money', neededEur: '50.11250000', ...money, party: buyer },
      ['operator', 'buyer'],
      { reason: 'not enough free money', party: buyer },
    ],
    [
      "the buyer's lack of money, said by its account",
      { reason: 'not enough free money', neededEur: '50.11250000', ...money, account: buyer },
      ['operator', 'buyer'],
      { reason: 'not enough free money', account: buyer },
    ],
    [
      "the seller's unknown meter point",
      { reason: 'unknown side', side: plant, of: 'seller' },
      ['operator', 'seller'],
      { reason: 'unknown side', side: plant, of: 'seller' },
    ],
    [
      "the seller's meter point in another area",
      { reason: 'wrong area', side: plant, of: 'seller', area: trade.area, sideArea: aCode('Y', 'ELSEWHERE') },
      ['operator', 'seller'],
      { reason: 'wrong area', side: plant, of: 'seller' },
    ],
    [
      "a meter point that is not the buyer's",
      { reason: 'side of another party', side: buyerSide, of: 'buyer', party: buyer },
      ['operator', 'buyer'],
      { reason: 'side of another party', side: buyerSide, of: 'buyer', party: buyer },
    ],
    [
      "the seller's lack of capacity",
      { reason: 'not enough capacity', side: plant, of: 'injection', ...energy },
      ['operator', 'seller'],
      { reason: 'not enough capacity', side: plant, of: 'injection' },
    ],
    [
      "the lack of capacity of the buyer's portfolio",
      { reason: 'not enough capacity', side: buyerSide, of: 'consumption', ...energy },
      ['operator', 'buyer'],
      { reason: 'not enough capacity', side: buyerSide, of: 'consumption' },
    ],
  ])('%s: all of it to the side that it concerns and to operators', (_, because, whole, others) => {
    expect(seenWholeBy(because)).toEqual(whole);
    for (const name of names)
      expect(becauseFor(viewers[name], trade, because)).toEqual(whole.includes(name) ? because : others);
  });

  it.each<[Because]>([
    [{ reason: 'wrong legs', fault: 'legs not adjacent' }],
    [{ reason: 'off the lot' }],
    [{ reason: 'could not be read' }],
    [{ reason: 'same id, different content' }],
    [{ reason: 'already undone' }],
    [{ reason: 'past the pivot' }],
    [{ reason: 'no answer', within: '20s' }],
    [{ reason: 'gate closed', agreedAt: '2026-05-01T09:55:00Z', closedAt: '2026-05-01T09:55:00Z' }],
    [{ reason: 'registration deadline passed', now: '2026-05-01T10:00:00Z', deadline: '2026-05-01T10:00:00Z' }],
    [{ reason: 'declined', by: buyer, why: 'too dear' }],
    [{ reason: 'forced by an operator' }],
  ])('$reason concerns both, and is shown whole', (because) => {
    expect(seenWholeBy(because)).toEqual(names);
  });

  it.each<[string, Because]>([
    ['nobody of the trade', { reason: 'account overdrawn', party: aCode('X', 'OTHER'), freeEur: '1' }],
    ['one end by its account and the other by its side', { reason: 'odd', party: buyer, side: plant, freeEur: '1' }],
    ['an end by a word that is none', { reason: 'odd', of: 'both', limitWh: 1 }],
    ['an end by a number', { reason: 'odd', party: 12, limitWh: 1 }],
  ])('names %s: nobody but an operator sees its numbers', (_, because) => {
    expect(seenWholeBy(because)).toEqual(['operator']);
    expect(JSON.stringify(becauseFor(viewers.buyer, trade, because))).not.toMatch(/Eur|Wh|12/);
  });

  it('that concerns a meter point which stands on both ends is whole for operators alone', () => {
    const both = { ...trade, buyerSide: plant };
    const because = { reason: 'odd', side: plant, limitWh: 1 };
    for (const name of names)
      expect(becauseFor(viewers[name], both, because)).toEqual(
        name === 'operator' ? because : { reason: 'odd', side: plant },
      );
  });

  it('shows nothing that the other side, a stranger or a venue could reckon with, whatever the refusal says', () => {
    const concerned = fc.constantFrom<['seller' | 'buyer', Readonly<Record<string, string>>]>(
      ['seller', { party: seller }],
      ['seller', { account: seller }],
      ['seller', { side: plant, of: 'injection' }],
      ['seller', { side: plant, of: 'seller', party: seller }],
      ['buyer', { party: buyer }],
      ['buyer', { side: buyerSide }],
      ['buyer', { of: 'buyer' }],
      ['buyer', { of: 'consumption' }],
    );
    const kept = ['reason', 'party', 'account', 'side', 'of'];
    const detail = fc.string({ minLength: 1 }).filter((name) => !kept.includes(name) && name !== '__proto__');
    const numbers = fc.dictionary(detail, fc.oneof(fc.integer(), fc.string()));
    fc.assert(
      fc.property(concerned, numbers, fc.string(), ([end, whom], said, reason) => {
        const because: Because = { ...said, reason, ...whom };
        expect(becauseFor(viewers[end], trade, because)).toEqual(because);
        for (const name of names.filter((other) => other !== 'operator' && other !== end))
          expect(becauseFor(viewers[name], trade, because)).toEqual({ reason, ...whom });
      }),
    );
  });
});
