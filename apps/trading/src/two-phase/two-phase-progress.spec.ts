import { describe, expect, it } from '@jest/globals';
import { dueAt, type Progress, stuckSteps, timeline } from '#libs/saga';
import { beginTransaction, type GlobalTransaction, type ParticipantProgress } from '#libs/two-phase';
import { aTrade } from '../../../../test/support/a-trade.js';
import { tradeState } from '../trade/trade-state.js';
import { legOf, participants } from './legs-of-trades.js';
import {
  beginProgress,
  committedProgress,
  committingProgress,
  neverPrepared,
  rejectedProgress,
  twoPhaseSaga,
} from './two-phase-progress.js';

const { id } = aTrade();
const begun = beginProgress(1000);
const prepared = beginTransaction('gid', [legOf(aTrade())], { participants, now: 1010 }).transaction;

const having = (
  state: GlobalTransaction['state'],
  settlement: ParticipantProgress,
  metering: ParticipantProgress,
): GlobalTransaction => ({ ...prepared, state, decidedAt: 1030, participants: { settlement, metering } });

const yes: ParticipantProgress = { vote: { vote: 'yes', at: 1020 } };
const refusing = (reason: string): ParticipantProgress => ({
  vote: { vote: 'refused', at: 1020, legs: [{ id, because: { reason } }] },
});
const acknowledged = (as: 'committed' | 'aborted' | 'mixed'): ParticipantProgress => ({
  ...yes,
  acknowledged: { as, at: 1040 },
});

const story = (progress: Progress): string[] =>
  timeline(twoPhaseSaga.pivotStep, progress).map(({ step, direction, answer }) => `${step} ${direction} ${answer}`);

describe('the progress of a two-phase trade', () => {
  it('begins pending, with nothing asked', () => {
    expect([tradeState(begun), story(begun)]).toEqual(['pending', []]);
  });

  it('is confirmed with the decision, and awaits both commits', () => {
    const progress = committingProgress(begun, having('committing', yes, yes), 1030);
    expect(tradeState(progress)).toBe('confirmed');
    expect(story(progress)).toEqual([
      ...['prepare payment do accepted', 'prepare delivery do accepted', 'confirm decide accepted'],
      ...['commit payment do awaited', 'commit delivery do awaited'],
    ]);
  });

  it('is cleared with the last acknowledgement', () => {
    const committing = committingProgress(begun, having('committing', yes, yes), 1030);
    const done = having('committed', acknowledged('committed'), acknowledged('committed'));
    const progress = committedProgress(committing, done, 1050);
    expect(tradeState(progress)).toBe('cleared');
    expect(story(progress).slice(3)).toEqual(['commit payment do accepted', 'commit delivery do accepted']);
    expect(progress.ended).toEqual({ at: 1050, as: 'done' });
  });

  it('is stuck where a branch ended otherwise, and says which', () => {
    const committing = committingProgress(begun, having('committing', yes, yes), 1030);
    const progress = committedProgress(committing, having('mixed', acknowledged('mixed'), yes), 1050);
    expect([tradeState(progress), stuckSteps(progress)]).toEqual(['stuck', ['commit payment']]);
    const reason = { reason: 'mixed', participant: 'settlement', gid: 'gid' };
    expect(progress.steps['commit payment']?.do?.because).toEqual(reason);
    const both = committedProgress(progress, having('mixed', acknowledged('mixed'), acknowledged('committed')), 1060);
    expect(story(both).slice(3)).toEqual(['commit payment do stuck', 'commit delivery do accepted']);
  });

  it.each<[string, string, GlobalTransaction, string]>([
    ['no money', 'prepare payment', having('aborting', refusing('no money'), yes), 'accepted'],
    ['no room', 'prepare delivery', having('aborting', yes, refusing('no room')), 'refused'],
    ['gate closed', 'confirm', having('aborting', yes, yes), 'accepted'],
    ['no answer', 'prepare', having('aborting', yes, {}), 'never answered'],
    ['busy', 'prepare', having('aborting', yes, { vote: { vote: 'busy', at: 1020 } }), 'never answered'],
  ])('refused for "%s" is rejected at %s', (reason, step, transaction, ofDelivery) => {
    const progress = rejectedProgress(begun, transaction, { id, because: { reason } }, 1030);
    expect(progress).toMatchObject({ rejected: { step, because: { reason } }, ended: { as: 'undone' } });
    expect(tradeState(progress)).toBe('rejected');
    expect(story(progress)).toContain(`prepare delivery do ${ofDelivery}`);
    expect(story(progress).includes('confirm decide refused')).toBe(step === 'confirm');
  });

  it('says of a leg what was refused of it, and not of its neighbours', () => {
    const others: ParticipantProgress = {
      vote: { vote: 'refused', at: 1020, legs: [{ id: 'another', because: { reason: 'no room' } }] },
    };
    const because = { reason: 'no money' };
    const progress = rejectedProgress(begun, having('aborting', refusing('no money'), others), { id, because }, 1030);
    expect(story(progress)).toEqual(['prepare payment do refused', 'prepare delivery do accepted']);
  });

  it.each([
    ['gate closed', 'confirm'],
    ['busy', 'prepare'],
  ])('never prepared for "%s" is rejected at %s, with nothing asked of anybody', (reason, step) => {
    const progress = neverPrepared(begun, { reason }, 1030);
    expect(progress).toMatchObject({ rejected: { step }, steps: {}, ended: { at: 1030, as: 'undone' } });
  });

  it('is due at no time, so that no deadline of sagas touches it', () => {
    const committing = committingProgress(begun, having('committing', yes, yes), 1030);
    for (const progress of [begun, committing, neverPrepared(begun, { reason: 'busy' }, 1030)])
      expect(dueAt(progress)).toBeUndefined();
  });
});
