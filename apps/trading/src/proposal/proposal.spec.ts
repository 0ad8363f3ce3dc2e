import { describe, expect, it } from '@jest/globals';
import { instant } from '#libs/market';
import { aProposal, nineOClock } from '../../../../test/support/a-proposal.js';
import { aTradeToSubmit } from '../../../../test/support/a-trade.js';
import { counterpartyOf, lapsedAt, type ProposalState } from './proposal.js';

const { seller, buyer } = aTradeToSubmit();
const gate = aProposal().gateClosesAt;
const ended = (state: ProposalState) =>
  aProposal({ state, endedAt: nineOClock, because: state === 'confirmed' ? null : { reason: state }, version: 2 });

describe('a proposal', () => {
  it.each([
    ['is proposed a millisecond before its gate', aProposal(), -1, 'proposed'],
    ["has lapsed at its gate's instant", aProposal(), 0, 'lapsed'],
    ['has lapsed after it', aProposal(), 60_000, 'lapsed'],
    ['stays confirmed', ended('confirmed'), 0, 'confirmed'],
    ['stays declined', ended('declined'), 0, 'declined'],
    ['stays lapsed', ended('lapsed'), 1, 'lapsed'],
  ])('%s', (_case, proposal, afterMs, state) => {
    const later = lapsedAt(proposal, instant(gate + afterMs));
    expect(later.state).toBe(state);
    if (state === proposal.state) expect(later).toBe(proposal);
  });

  it('has lapsed at its gate, whenever that is noticed', () => {
    expect(lapsedAt(aProposal(), instant(gate + 60_000))).toMatchObject({
      endedAt: gate,
      because: { reason: 'not confirmed before the gate', closedAt: '2026-05-01T09:55:00Z' },
      version: 2,
    });
  });

  it.each([
    ["the seller's waits for the buyer", seller, buyer],
    ["the buyer's waits for the seller", buyer, seller],
  ])('%s', (_case, proposedBy, counterparty) => {
    expect(counterpartyOf(aProposal({ proposedBy }))).toBe(counterparty);
  });
});
