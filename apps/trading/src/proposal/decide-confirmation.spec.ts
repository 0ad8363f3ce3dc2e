import { describe, expect, it } from '@jest/globals';
import { instant } from '#libs/market';
import { centsPerMWh } from '#libs/units';
import { aProposal, nineOClock } from '../../../../test/support/a-proposal.js';
import { aParty, aTrade, aTradeToSubmit } from '../../../../test/support/a-trade.js';
import { decideConfirmation } from './decide-confirmation.js';
import { lapsedAt, type Proposal } from './proposal.js';

const terms = aTradeToSubmit();
const { seller, buyer } = terms;
const known = { seller: aParty(), buyer: aParty({ eic: buyer }) };
const halfPast = instant(nineOClock + 1_800_000);
const confirmed = aProposal({ state: 'confirmed', endedAt: nineOClock, version: 2 });
const declined = aProposal({
  ...{ state: 'declined', endedAt: nineOClock, version: 2 },
  because: { reason: 'declined', by: buyer, why: 'too dear' },
});
const lapsed = lapsedAt(aProposal(), aProposal().gateClosesAt);
const suspended = { suspended: { why: 'no collateral', since: nineOClock } };

describe('a confirmation', () => {
  it('of the same terms makes the trade binding at its own instant', () => {
    expect(decideConfirmation(aProposal({ externalId: 'mine' }), buyer, terms, known, halfPast)).toEqual({
      answer: 'accepted',
      what: {
        proposal: aProposal({ externalId: 'mine', state: 'confirmed', endedAt: halfPast, version: 2 }),
        trade: aTrade({ caller: seller, externalId: 'mine', agreedAt: halfPast }),
      },
    });
  });

  it.each<[string, Proposal, string, object]>([
    [
      'by the side that proposed it',
      aProposal(),
      seller,
      { reason: 'only the counterparty confirms', counterparty: buyer },
    ],
    ['of one that was declined', declined, buyer, { reason: 'declined', by: buyer, why: 'too dear' }],
    [
      'of one that has lapsed',
      lapsed,
      buyer,
      { reason: 'gate closed', closedAt: '2026-05-01T09:55:00Z', now: '2026-05-01T09:30:00Z' },
    ],
  ])('%s is refused', (_case, proposal, by, because) => {
    expect(decideConfirmation(proposal, by, terms, known, halfPast)).toEqual({ answer: 'refused', because });
  });

  it.each([
    ['proposed', aProposal()],
    ['confirmed', confirmed],
  ])('of other terms is refused, also of one that is %s', (_state, proposal) => {
    const dearer = { ...terms, price: centsPerMWh(5001) };
    expect(decideConfirmation(proposal, buyer, dearer, known, halfPast)).toEqual({
      answer: 'refused',
      because: { reason: 'different terms', differences: 1 },
    });
  });

  it.each([
    ['seller', { ...known, seller: aParty(suspended) }, seller],
    ['buyer', { ...known, buyer: aParty({ eic: buyer, ...suspended }) }, buyer],
  ])('is refused while the %s is suspended', (side, knows, party) => {
    expect(decideConfirmation(aProposal(), buyer, terms, knows, halfPast)).toEqual({
      answer: 'refused',
      because: { reason: 'party suspended', at: `/${side}`, party, why: 'no collateral' },
    });
  });

  it('again is answered the same, after the gate and of a suspended party too', () => {
    const late = instant(confirmed.gateClosesAt + 1);
    const decision = decideConfirmation(confirmed, buyer, terms, { ...known, seller: aParty(suspended) }, late);
    expect(decision).toEqual({ answer: 'already' });
  });
});
