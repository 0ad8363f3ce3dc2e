import { describe, expect, it } from '@jest/globals';
import { instant } from '#libs/market';
import { aProposal, nineOClock } from '../../../../test/support/a-proposal.js';
import { decideDecline } from './decide-decline.js';
import { lapsedAt } from './proposal.js';

const { seller, buyer, gateClosesAt } = aProposal();
const now = instant(nineOClock + 1_000);

describe('a decline', () => {
  it.each([
    ['by the counterparty, with its words', buyer, 'too dear', { reason: 'declined', by: buyer, why: 'too dear' }],
    ['by the proposer, who withdraws it', seller, undefined, { reason: 'declined', by: seller }],
  ])('%s ends the proposal', (_case, by, why, because) => {
    expect(decideDecline(aProposal(), by, why, now)).toEqual({
      answer: 'accepted',
      what: aProposal({ state: 'declined', because, endedAt: now, version: 2 }),
    });
  });

  it('is there already when either side says it again', () => {
    const declined = aProposal({ state: 'declined', because: { reason: 'declined', by: buyer }, endedAt: now });
    for (const by of [seller, buyer]) expect(decideDecline(declined, by, undefined, now).answer).toBe('already');
  });

  it.each([
    [
      'of a confirmed trade',
      aProposal({ state: 'confirmed', endedAt: nineOClock }),
      { reason: 'already confirmed', agreedAt: '2026-05-01T09:00:00Z' },
    ],
    [
      'of a lapsed proposal',
      lapsedAt(aProposal(), gateClosesAt),
      { reason: 'gate closed', closedAt: '2026-05-01T09:55:00Z', now: '2026-05-01T09:00:01Z' },
    ],
  ])('%s is refused', (_case, proposal, because) => {
    expect(decideDecline(proposal, buyer, 'too dear', now)).toEqual({ answer: 'refused', because });
  });
});
