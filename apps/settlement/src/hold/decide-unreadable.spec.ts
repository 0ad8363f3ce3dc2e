import { accepted, already, refused } from '#libs/decision';
import { describe, expect, it } from '@jest/globals';
import { anAskForFunds, fundsOf, theHour, theTrade } from '../../../../test/support/a-hold.js';
import { decideUnreadableHold, decideUnreadablePost, decideUnreadableVoid } from './decide-unreadable.js';
import type { Hold } from './hold.js';

const because = { reason: 'account frozen', party: 'X' } as const;
const rows = {
  none: undefined,
  refused: { id: theTrade, state: 'refused', because, since: theHour },
  held: fundsOf(anAskForFunds()),
  posted: fundsOf(anAskForFunds(), 'posted'),
  voided: fundsOf(anAskForFunds(), 'voided'),
  tombstone: { id: theTrade, state: 'tombstone', since: theHour },
} satisfies Record<string, Hold | undefined>;
type RowName = keyof typeof rows;

const unread = refused('could not be read');

describe('a hold that cannot be read', () => {
  it('is refused where there is no row, and the refusal is kept', () => {
    expect(decideUnreadableHold(theTrade, undefined, theHour)).toEqual({
      decision: unread,
      changes: { hold: { id: theTrade, state: 'refused', because: unread.because, since: theHour } },
    });
  });

  it.each<[RowName, unknown]>([
    ['refused', { answer: 'refused', because }],
    ['held', already()],
    ['posted', already()],
    ['voided', refused('already undone')],
    ['tombstone', refused('already undone')],
  ])('is answered from a row that is %s', (name, decision) => {
    expect(decideUnreadableHold(theTrade, rows[name], theHour)).toEqual({ decision, changes: {} });
  });
});

describe('a void that cannot be read', () => {
  it('leaves its tombstone where there is no row', () => {
    expect(decideUnreadableVoid(theTrade, undefined, theHour)).toEqual({
      decision: accepted('never happened'),
      changes: { hold: rows.tombstone },
    });
  });

  it.each<[RowName, unknown]>([
    ['refused', already()],
    ['held', unread],
    ['posted', refused('past the pivot')],
    ['voided', already()],
    ['tombstone', already()],
  ])('leaves a row alone that is %s', (name, decision) => {
    expect(decideUnreadableVoid(theTrade, rows[name], theHour)).toEqual({ decision, changes: {} });
  });
});

describe('a post that cannot be read', () => {
  it.each<[RowName, unknown]>([
    ['none', unread],
    ['refused', unread],
    ['held', unread],
    ['posted', already()],
    ['voided', unread],
    ['tombstone', unread],
  ])('moves nothing where the row is %s', (name, decision) => {
    expect(decideUnreadablePost(rows[name])).toEqual({ decision, changes: {} });
  });
});
