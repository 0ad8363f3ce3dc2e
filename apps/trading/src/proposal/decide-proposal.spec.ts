import { describe, expect, it } from '@jest/globals';
import { instant } from '#libs/market';
import { wattHours } from '#libs/units';
import { aProposal, nineOClock } from '../../../../test/support/a-proposal.js';
import { aCode, anArea, aParty, aTradeToSubmit, tenOClock } from '../../../../test/support/a-trade.js';
import type { KnownToTrading } from '../trade/decide-submission.js';
import { decideProposal } from './decide-proposal.js';

const { seller, buyer } = aTradeToSubmit();
const known = (change: Partial<KnownToTrading> = {}): KnownToTrading => ({
  ...{ area: anArea(), seller: aParty(), buyer: aParty({ eic: buyer }) },
  ...change,
});
const suspended = aParty({ eic: buyer, suspended: { why: 'no collateral', since: nineOClock } });
const tooMuch = Array.from({ length: 10 }, (_, at) => ({
  ...{ start: instant(tenOClock + at * 900_000), durationMinutes: 15 as const, energyWh: wattHours(100_000_000_000) },
}));
const gate = tenOClock - 300_000;

describe('a proposal', () => {
  it.each([
    ['of the seller', seller],
    ['of the buyer', buyer],
  ])('%s waits for the other side until the gate', (_case, caller) => {
    expect(decideProposal(aTradeToSubmit({ caller }), known(), nineOClock)).toEqual({
      answer: 'accepted',
      what: aProposal({ proposedBy: caller, proposedAt: nineOClock }),
    });
  });

  it.each([
    ['of somebody else', { caller: aCode('X', 'THIRD') }, known(), nineOClock, 'not a side of the trade', '/seller'],
    ['of a venue', { caller: 'venue:one' }, known(), nineOClock, 'not a side of the trade', '/seller'],
    ['at its gate', { caller: seller }, known(), gate, 'gate closed', '/legs/0/start'],
    ['to a suspended party', { caller: seller }, known({ buyer: suspended }), nineOClock, 'party suspended', '/buyer'],
    ['of a suspended party', { caller: buyer }, known({ buyer: suspended }), nineOClock, 'party suspended', '/buyer'],
    ['of too much energy', { caller: seller, legs: tooMuch }, known(), nineOClock, 'too much energy', '/legs'],
    ['that could not be submitted', { caller: seller, legs: [] }, known(), nineOClock, 'no legs', '/legs'],
  ])('%s is refused', (_case, ask, knows, now, reason, at) => {
    expect(decideProposal(aTradeToSubmit(ask), knows, instant(now))).toEqual({
      answer: 'refused',
      because: expect.objectContaining({ reason, at }),
    });
  });
});
