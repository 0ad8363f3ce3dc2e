import { describe, expect, it } from '@jest/globals';
import type { Reply } from '#libs/messaging';
import {
  at,
  type Journey,
  type JourneyState,
  journeyId,
  journeyRunner,
  noSagas,
  reply,
} from '../../../test/support/a-journey.js';
import { repliesWork } from './replies.work.js';
import { commandId } from './saga-runner.js';

const replies = repliesWork<Journey, JourneyState>(journeyRunner);

describe('replies', () => {
  it('to a saga that is not there change nothing', () => {
    const state = noSagas();
    expect(replies.decide(state, reply('book flight', 'do', 'accepted'), at(0))).toEqual({
      answer: 'unknown saga',
      send: [],
    });
  });

  it('touch their saga, and are named by step and direction', () => {
    const one = reply('book hotel', 'undo', 'accepted');
    expect(replies.touches(one)).toEqual({ saga: [journeyId] });
    expect(replies.kindOf?.(one)).toBe('reply:book hotel/undo');
  });

  const good = reply('book flight', 'do', 'refused');
  it.each<[string, unknown, string]>([
    ['null', null, 'a reply is an object'],
    ['a number', 7, 'a reply is an object'],
    ['a command', { ...good, type: 'fly.v1' }, 'is not saga.reply.v1'],
    ['a newer version', { ...good, type: 'saga.reply.v2' }, 'is not saga.reply.v1'],
    ['no saga', { ...good, key: undefined }, 'key is not the id of a saga'],
    ['a key that is no UUID', { ...good, key: 'saga' }, 'key is not the id of a saga'],
    [
      'another saga',
      { ...good, re: commandId(journeyId.replace('1', '2'), 'book flight', 'do') },
      'of a command of this saga',
    ],
    ['no direction', { ...good, re: `${journeyId}/book flight` }, 'of a command of this saga'],
    ['a strange direction', { ...good, re: `${journeyId}/book flight/redo` }, 'of a command of this saga'],
    ['half an attempt', { ...good, attempt: 1.5 }, 'attempt is not an integer'],
    ['no attempt', { ...good, attempt: undefined }, 'attempt is not an integer'],
    ['another answer', { ...good, answer: 'perhaps' }, 'neither accepted nor refused'],
    ['no reason', { ...good, because: {} }, 'because has no reason'],
    ['a text for a reason', { ...good, because: 'fully booked' }, 'because has no reason'],
  ])('with %s cannot be read', (_, poison, fault) => {
    expect(() => replies.touches(poison as Reply)).toThrow(fault);
  });
});
