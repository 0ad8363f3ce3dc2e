import { describe, expect, it } from '@jest/globals';
import { refused } from '#libs/decision';
import type { OperatorSignal } from '#libs/saga';
import {
  at,
  begun,
  conversation,
  inWords,
  type Journey,
  type JourneyState,
  journeyId,
  journeyRunner,
  nextBatch,
  noSagas,
  reply,
  revision,
} from '../../../test/support/a-journey.js';
import { operatorWork } from './operator.work.js';

const operators = operatorWork<Journey, JourneyState>(journeyRunner);

const id = '0198c0de-0000-7000-8000-0000000000aa';
const audit = { id, who: 'operator:ada', why: 'the airline called' };

const act = (state: JourneyState, signal: OperatorSignal, seen = revision(state), wall = 2000) =>
  operators.decide(state, { sagaId: journeyId, revision: seen, signal, audit }, at(wall));

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

const ended = (): JourneyState => {
  const state = stuck();
  conversation(state, reply('pay hotel', 'do', 'accepted'));
  return state;
};

describe('an operator', () => {
  it('retries: the stuck steps are asked again, counting on', () => {
    const state = stuck();
    const { answer, send } = act(state, { signal: 'retry' });
    expect(answer).toMatchObject({ answer: 'accepted', what: { id: journeyId, revision: 5 } });
    expect(inWords(send)).toEqual(['hotel.commands.v1 pay.v1 2']);
    expect(conversation(state, reply('pay hotel', 'do', 'accepted', 2))).toEqual([['done']]);
  });

  it('forces an undo before the pivot', () => {
    const { state } = begun();
    expect(inWords(act(state, { signal: 'force undo' }).send)).toEqual(['airline.commands.v1 stay.v1 1']);
    expect(conversation(state, reply('book flight', 'undo', 'accepted'))).toEqual([['undone']]);
  });

  it('skips a stuck step, and everyone is told of the end', () => {
    const state = stuck();
    expect(inWords(act(state, { signal: 'skip', step: 'pay hotel' }).send)).toEqual(['done']);
    expect(state.sagas.get(journeyId)?.progress.ended).toEqual({ at: 2000, as: 'done' });
  });

  it('pauses and resumes: what was answered meanwhile leads on only then', () => {
    const { state } = begun();
    expect(act(state, { signal: 'pause' }).send).toEqual([]);
    expect(conversation(state, reply('book flight', 'do', 'accepted'))).toEqual([[]]);
    expect(inWords(act(state, { signal: 'resume' }).send)).toEqual(['hotel.commands.v1 sleep.v1 1']);
  });

  it.each<[string, () => JourneyState, OperatorSignal, string, Record<string, string>]>([
    ['retry', stuck, { signal: 'retry' }, 'finishing', { steps: 'pay hotel' }],
    ['skip', stuck, { signal: 'skip', step: 'pay hotel' }, 'finishing', { steps: 'pay hotel' }],
    ['force undo', () => begun().state, { signal: 'force undo' }, 'doing', {}],
    ['pause', () => begun().state, { signal: 'pause' }, 'doing', {}],
  ])('leaves one audit record of a %s: who, what, why and what was seen', (action, state, signal, phase, details) => {
    const acted = state();
    const seen = revision(acted);
    act(acted, signal);
    expect(acted.audits.inserted()).toEqual([
      { ...audit, action, of: `saga/${journeyId}`, seen, details: { phase, ...details } },
    ]);
  });

  it('of two who saw the same saga, acts for one, and tells the other both revisions', () => {
    const state = stuck();
    const seen = revision(state);
    expect(act(state, { signal: 'pause' }, seen).answer.answer).toBe('accepted');
    expect(act(state, { signal: 'retry' }, seen).answer).toEqual(refused('changed since', { revision: 5, seen: 4 }));
    expect(state.audits.inserted()).toHaveLength(1);
  });

  it.each<[string, () => JourneyState, OperatorSignal, number, unknown]>([
    ['of a saga that is not there', noSagas, { signal: 'pause' }, 1, refused('unknown saga')],
    ['that saw an older one', stuck, { signal: 'retry' }, 3, refused('changed since', { revision: 4, seen: 3 })],
    ['of one that has ended', ended, { signal: 'retry' }, 5, refused('saga has ended', { as: 'done' })],
    ['of one that has ended, by an old view', ended, { signal: 'pause' }, 1, refused('saga has ended', { as: 'done' })],
    [
      'that the saga cannot do',
      () => begun().state,
      { signal: 'retry' },
      1,
      refused('nothing is stuck', { phase: 'doing' }),
    ],
  ])('is refused %s, and nothing is written', (_, state, signal, seen, answer) => {
    const batch = nextBatch(state());
    expect(act(batch, signal, seen)).toEqual({ answer, send: [] });
    expect([revision(batch), batch.audits.inserted()]).toEqual([revision(state()), []]);
  });

  it('is refused by a copy of an open saga only once that copy is checked', () => {
    const batch = nextBatch(stuck());
    act(batch, { signal: 'retry' }, 9);
    expect(batch.sagas.updated()).toEqual([batch.sagas.before(journeyId)]);
  });
});

describe('the work of operators', () => {
  it('touches the saga, and is named by the action', () => {
    const one = { sagaId: journeyId, revision: 1, signal: { signal: 'pause' }, audit } as const;
    expect([operators.touches(one), operators.kindOf?.(one)]).toEqual([{ saga: [journeyId] }, 'operator:pause']);
  });
});
