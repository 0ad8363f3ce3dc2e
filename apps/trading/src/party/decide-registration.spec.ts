import { describe, expect, it } from '@jest/globals';
import { aCode } from '../../../../test/support/a-trade.js';
import { decidePartyRegistration, type PartyToRegister } from './decide-registration.js';

const ask: PartyToRegister = { eic: aCode('X', 'PARTY'), name: 'Party', roles: ['trader'] };

describe('a party', () => {
  it.each([
    ['is registered once', undefined, 'accepted'],
    ['is there already with the same content', { ...ask, suspended: null, sequence: 1 }, 'already'],
    ['is refused with another name', { ...ask, suspended: null, sequence: 1, name: 'Another' }, 'refused'],
    ['is refused with other roles', { ...ask, suspended: null, sequence: 1, roles: ['supplier' as const] }, 'refused'],
  ])('%s', (_case, known, answer) => {
    expect(decidePartyRegistration(known, ask).answer).toBe(answer);
  });
});
