import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  at,
  begun,
  conversation,
  type Journey,
  journeyId,
  journeyRunner,
  nextBatch,
  reply,
  revision,
  theseSagas,
} from '../../../test/support/a-journey.js';
import type { SagaRecord } from './saga-row.js';
import { commandId, readCommandId } from './saga-runner.js';

describe('a saga that is run', () => {
  it('starts with its first group, by the newest definition of its name', () => {
    const { state, sent } = begun();
    expect(sent).toEqual([
      {
        kind: 'internal',
        topic: 'airline.commands.v1',
        message: {
          id: `${journeyId}/book flight/do`,
          type: 'fly.v1',
          key: 'Ulm',
          sagaId: journeyId,
          attempt: 1,
          replyTo: 'replies.v1',
          body: { from: 'Ulm' },
        },
      },
    ]);
    expect(state.sagas.inserted()).toMatchObject([{ id: journeyId, name: 'journey', version: 2, revision: 1 }]);
  });

  it('goes on with every acceptance, and tells everyone when it is done, once', () => {
    const { state } = begun();
    const yes = [
      reply('book flight', 'do', 'accepted'),
      reply('book hotel', 'do', 'accepted'),
      reply('pay hotel', 'do', 'accepted'),
    ];
    expect(conversation(state, ...yes, ...yes)).toEqual([
      ['hotel.commands.v1 sleep.v1 1'],
      ['hotel.commands.v1 pay.v1 1'],
      ['done'],
      [],
      [],
      [],
    ]);
    expect(revision(state)).toBe(4);
  });

  it('undoes in reverse what was asked when a step or the pivot is refused', () => {
    const { state } = begun(false);
    expect(
      conversation(
        state,
        reply('book flight', 'do', 'accepted'),
        reply('book hotel', 'do', 'accepted'),
        reply('book hotel', 'undo', 'accepted'),
        reply('book flight', 'undo', 'accepted'),
      ),
    ).toEqual([
      ['hotel.commands.v1 sleep.v1 1'],
      ['hotel.commands.v1 wake.v1 1'],
      ['airline.commands.v1 stay.v1 1'],
      ['undone'],
    ]);
  });

  it('does not change when nobody waited for the reply, and is put as it was, for its revision to be checked', () => {
    const state = nextBatch(begun().state);
    conversation(state, reply('book hotel', 'do', 'accepted'), reply('book flight', 'undo', 'accepted'));
    expect([state.sagas.updated(), revision(state)]).toEqual([[state.sagas.before(journeyId)], 1]);
  });

  it('is not even checked when it has ended: nothing can overtake it', () => {
    const { state } = begun();
    const yes = (['book flight', 'book hotel', 'pay hotel'] as const).map((step) => reply(step, 'do', 'accepted'));
    conversation(state, ...yes);
    const later = nextBatch(state);
    conversation(later, ...yes);
    expect(later.sagas.updated()).toEqual([]);
  });

  it('stays with the definition that it was started by', () => {
    const { state } = begun();
    const [young] = state.sagas.inserted();
    const old = theseSagas([{ ...(young as SagaRecord<Journey>), version: 1 }]);
    expect(conversation(old, reply('book flight', 'do', 'accepted'))).toEqual([['hotel.commands.v1 pay.v1 1']]);
    expect(old.sagas.updated()).toMatchObject([{ version: 1, revision: 2 }]);
  });

  it('is refused where its definition is not known', () => {
    const { state } = begun();
    const [record] = state.sagas.inserted() as [SagaRecord<Journey>];
    const unknown = theseSagas([{ ...record, version: 3 }]);
    expect(() => conversation(unknown, reply('book flight', 'do', 'accepted'))).toThrow(
      'saga journey 3 is not registered any more',
    );
    expect(() => journeyRunner.start(state, 'voyage', journeyId, record.subject, at(0))).toThrow(
      "no saga is called 'voyage'",
    );
  });
});

describe('the id of a command', () => {
  it('is taken apart as it was put together, for all steps', () => {
    const step = fc.string({ minLength: 1 }).filter((name) => !name.includes('/'));
    fc.assert(
      fc.property(fc.uuid(), step, fc.constantFrom('do' as const, 'undo' as const), (sagaId, step, direction) => {
        expect(readCommandId(commandId(sagaId, step, direction))).toEqual({ sagaId, step, direction });
      }),
    );
  });

  it.each(['', 'a', 'a/b', 'a/b/c', 'a//do', '/b/do', 'a/b/do/reply'])('is not %j', (text) => {
    expect(readCommandId(text)).toBeUndefined();
  });
});
