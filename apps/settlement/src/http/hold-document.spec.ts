import { describe, expect, it } from '@jest/globals';
import { anAskForFunds, fundsOf, theBuyer, theHour, theSeller, theTrade } from '../../../../test/support/a-hold.js';
import type { Hold } from '../hold/hold.js';
import { documentOfHold, holdDocument } from './hold-document.js';

const since = '2026-04-30T10:00:00Z';
const because = { reason: 'account frozen', party: 'X' } as const;
const funds = {
  id: theTrade,
  seller: theSeller,
  buyer: theBuyer,
  energyWh: 1_000_000,
  priceCentsPerMWh: 5000,
  heldOfSellerEur: '0.11250000',
  heldOfBuyerEur: '50.11250000',
  feeEur: '0.11250000',
  since,
};

describe('a hold in an answer', () => {
  it.each<[string, Hold, object]>([
    ['amounts where money was set aside', fundsOf(anAskForFunds()), { ...funds, state: 'held' }],
    ['amounts also afterwards', fundsOf(anAskForFunds(), 'posted'), { ...funds, state: 'posted' }],
    [
      'the reason of a refusal',
      { id: theTrade, state: 'refused', because, since: theHour },
      { id: theTrade, state: 'refused', because, since },
    ],
    [
      'nothing but the state of a tombstone',
      { id: theTrade, state: 'tombstone', since: theHour },
      { id: theTrade, state: 'tombstone', since },
    ],
  ])('says %s, and is what OpenAPI promises', (_, hold, document) => {
    expect(documentOfHold(hold)).toEqual(document);
    expect(holdDocument.parse(documentOfHold(hold))).toEqual(document);
  });
});
