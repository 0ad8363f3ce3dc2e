import { describe, expect, it } from '@jest/globals';
import { tradeClearedV1, tradeProposedV1, tradeRejectedV1 } from '#libs/contracts';
import { instant } from '#libs/market';
import { aProposal, nineOClock } from '../../../../test/support/a-proposal.js';
import { aTrade } from '../../../../test/support/a-trade.js';
import { decideDecline } from '../proposal/decide-decline.js';
import { notConfirmedEvent, proposedEvent } from '../proposal/proposal-event.js';
import { lapsedAt } from '../proposal/proposal.js';
import { tradeEndedEvent } from './trade-event.js';

const { id, seller, buyer, gateClosesAt } = aProposal();
const cleared = { startedAt: 0, steps: {}, ended: { at: 1, as: 'done' as const } };
const because = { reason: 'not enough free money' };
const rejected = {
  ...{ startedAt: 0, steps: {}, ended: { at: 1, as: 'undone' as const } },
  rejected: { at: 1, step: 'hold funds', because },
};

describe('what everyone is told of a trade', () => {
  it.each([
    ['cleared', cleared, tradeClearedV1, { state: 'cleared' }],
    ['rejected', rejected, tradeRejectedV1, { state: 'rejected', rejectedAt: 'hold funds', because }],
  ])('that is %s is its first event, or its second where it was proposed', (_state, progress, contract, said) => {
    const counterOf = '01a1fb8d-1086-76c1-88df-dff055649111';
    for (const [trade, sequence] of [
      [aTrade({ caller: 'venue:one', counterOf }), 1],
      [aTrade({ caller: seller, counterOf }), 2],
    ] as const) {
      const { data, ...event } = tradeEndedEvent(trade, progress);
      expect(event).toEqual({ id: `${id}/${sequence}`, type: contract.type, subject: id });
      expect(data).toMatchObject({ ...said, sequence, counterOf });
      expect(contract.data.safeParse(data).error).toBeUndefined();
    }
  });

  it('that is proposed says who has to confirm it, and until when', () => {
    const { data, ...event } = proposedEvent(aProposal());
    expect(event).toEqual({ id: `${id}/1`, type: tradeProposedV1.type, subject: id });
    expect(data).toMatchObject({
      ...{ sequence: 1, state: 'proposed', proposedBy: seller, agreedAt: '2026-05-01T09:00:00Z' },
      confirmBefore: '2026-05-01T09:55:00Z',
    });
    expect(tradeProposedV1.data.safeParse(data).error).toBeUndefined();
  });

  it('that nobody confirmed says why it is rejected', () => {
    const declined = decideDecline(aProposal(), buyer, 'too dear', instant(nineOClock + 1));
    if (declined.answer !== 'accepted') throw new Error(declined.answer);
    for (const [proposal, why] of [
      [declined.what, { reason: 'declined', by: buyer, why: 'too dear' }],
      [lapsedAt(aProposal(), gateClosesAt), { reason: 'not confirmed before the gate' }],
    ] as const) {
      const { data, ...event } = notConfirmedEvent(proposal);
      expect(event).toEqual({ id: `${id}/2`, type: tradeRejectedV1.type, subject: id });
      expect(data).toMatchObject({ sequence: 2, rejectedAt: 'confirmation', because: why });
      expect(tradeRejectedV1.data.safeParse(data).error).toBeUndefined();
    }
  });
});
