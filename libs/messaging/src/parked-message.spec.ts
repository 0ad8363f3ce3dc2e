import { describe, expect, it } from '@jest/globals';
import { sagaNamedBy } from './parked-message.js';

const none = { commandId: null, sagaId: null };

describe('the saga of a parked message', () => {
  it.each([
    ['a command', { id: 's/step/do', sagaId: 's', key: 'row' }, { commandId: 's/step/do', sagaId: 's' }],
    ['a reply', { id: 's/step/do/reply', re: 's/step/do', key: 's' }, { commandId: 's/step/do', sagaId: 's' }],
    ['a command without an id', { sagaId: 's' }, none],
    ['a saga that is a number', { id: 'c', sagaId: 7 }, none],
    ['a saga longer than an index takes', { id: 'c', sagaId: 's'.repeat(201) }, none],
    ['an object of another kind', { id: 'c', key: 'k' }, none],
    ['null', null, none],
    ['a number', 7, none],
    ['a text', 'text', none],
  ])('is what %s names', (_, message, named) => {
    expect(sagaNamedBy(message)).toEqual(named);
  });
});
