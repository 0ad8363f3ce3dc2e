import { describe, expect, it } from '@jest/globals';
import { accepted, refused } from '#libs/decision';
import {
  at,
  begun,
  conversation,
  inWords,
  type Journey,
  type JourneyState,
  journeyId,
  journeyRunner,
  noSagas,
  reply,
  revision,
} from '../../../test/support/a-journey.js';
import { retryWork } from './retry.work.js';

const retry = retryWork<Journey, JourneyState>(journeyRunner);

describe('an operator’s retry', () => {
  /** Past the pivot, its last step refused: stuck. */
  function stuck(): JourneyState {
    const { state } = begun();
    conversation(
      state,
      reply('book flight', 'do', 'accepted'),
      reply('book hotel', 'do', 'accepted'),
      reply('pay hotel', 'do', 'refused'),
    );
    return state;
  }

  it('asks the stuck steps again, counting on', () => {
    const state = stuck();
    const { answer, send } = retry.decide(state, { sagaId: journeyId, revision: revision(state) }, at(2000));
    expect([answer, inWords(send)]).toEqual([accepted(['pay hotel']), ['hotel.commands.v1 pay.v1 2']]);
    expect(conversation(state, reply('pay hotel', 'do', 'accepted', 2))).toEqual([['done']]);
  });

  it('of two operators who saw the same saga, acts for one', () => {
    const state = stuck();
    const seen = { sagaId: journeyId, revision: revision(state) };
    expect(retry.decide(state, seen, at(2000)).answer.answer).toBe('accepted');
    expect(retry.decide(state, seen, at(2001)).answer).toEqual(refused('changed since', { revision: 5, seen: 4 }));
  });

  it.each<[string, () => JourneyState, number, unknown]>([
    ['of a saga that is not there', noSagas, 1, refused('unknown saga')],
    ['where nothing is stuck', () => begun().state, 1, refused('nothing is stuck')],
    ['of an older revision', stuck, 3, refused('changed since', { revision: 4, seen: 3 })],
    [
      'of a saga that has ended',
      () => {
        const state = stuck();
        conversation(state, reply('pay hotel', 'do', 'accepted'));
        return state;
      },
      5,
      refused('saga has ended', { as: 'done' }),
    ],
  ])('%s is refused', (_, state, seen, answer) => {
    expect(retry.decide(state(), { sagaId: journeyId, revision: seen }, at(2000))).toEqual({ answer, send: [] });
  });
});
