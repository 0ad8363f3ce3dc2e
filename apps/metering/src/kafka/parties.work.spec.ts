import { describe, expect, it } from '@jest/globals';
import type { ConsumedEvent } from '#libs/messaging';
import { aSeller } from '../../../../test/support/a-booking.js';
import { aMeteringState } from '../../../../test/support/metering-state.js';
import type { Party } from '../party/party.js';
import { parties } from './parties.work.js';

const now = { wall: 0, market: 0 };
const party = (sequence: number): Party => ({ eic: aSeller, name: 'The seller', roles: ['producer'], sequence });

const stateOf = (...known: Party[]) => aMeteringState({ parties: known });

const event = (type: string, data: unknown): ConsumedEvent => ({
  ...{ id: 'party/1', type, subject: aSeller, time: '2026-04-30T10:00:00Z', data },
});
const registered = event('gridsaga.party.registered.v1', party(1));
const suspended = event('gridsaga.party.changed.v1', { ...party(2), suspended: 'does not pay' });

describe('the copy of the parties', () => {
  it.each([
    ['a new party', stateOf(), registered, 1],
    ['a change of one', stateOf(party(1)), suspended, 2],
    ['a change of one that was never heard of', stateOf(), suspended, 2],
    ['a registration that comes after the change', stateOf(party(2)), registered, 2],
  ])('takes %s', (_, state, told, sequence) => {
    expect(parties.touches(told)).toEqual({ party: [aSeller] });
    expect(parties.decide(state, told, now).send).toEqual([]);
    expect(state.parties.get(aSeller)).toEqual(party(sequence));
  });

  it('leaves events alone that metering does not know', () => {
    const unknown = event('gridsaga.party.retired.v1', null);
    expect(parties.touches(unknown)).toEqual({});
    expect(parties.decide(stateOf(), unknown, now).send).toEqual([]);
  });

  it('takes nothing that is not what its type promises', () => {
    expect(() => parties.touches(event('gridsaga.party.changed.v1', party(1)))).toThrow();
  });
});
