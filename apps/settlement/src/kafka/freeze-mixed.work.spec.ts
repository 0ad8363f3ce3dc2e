import { describe, expect, it } from '@jest/globals';
import { anAccount, theBuyer, theHour, theSeller } from '../../../../test/support/a-hold.js';
import { aSettlementState } from '../../../../test/support/settlement-state.js';
import { awaitFreezes, freezeMixed, freezesOf, isFreeze } from './freeze-mixed.work.js';

const now = { wall: theHour, market: theHour };
const why = 'the global transaction a1-0198 ended differently at its participants';
const frozen = { frozen: true, frozenBecause: why };

describe('a mixed global transaction', () => {
  it('asks for each row by itself, so that one in doubt holds up no other', () => {
    const freezes = freezesOf('a1-0198', [theSeller, theBuyer]);
    expect(freezes.map((command) => freezeMixed.touches(command))).toEqual([
      { account: [theSeller] },
      { account: [theBuyer] },
    ]);
    expect(freezes.every(isFreeze)).toBe(true);
    expect(new Set(freezes.map(({ id }) => id)).size).toBe(2);
  });

  it('leaves its freezes waiting, and looks at no account for it', () => {
    const state = aSettlementState({ inDoubt: new Map([[theBuyer, 'a2-0199']]) });
    const freezes = freezesOf('a1-0198', [theBuyer]);
    expect(awaitFreezes.touches(freezes)).toEqual({});
    awaitFreezes.decide(state, freezes, now);
    expect(state.waiting.inserted()).toMatchObject([{ gid: 'a1-0198', body: freezes[0], since: theHour }]);
  });

  it('freezes party accounts with the reason, an audit and an event, once, and leaves all other rows alone', () => {
    const state = aSettlementState({
      accounts: [anAccount(), anAccount({ id: theSeller, sequence: 4 }), anAccount({ id: 'bank', kind: 'bank' })],
    });
    const keys = [theSeller, theBuyer, 'bank', 'somebody/somewhere'];
    const commands = [...freezesOf('a1-0198', keys), ...freezesOf('a1-0198', keys)];
    const sent = commands.flatMap((command) => freezeMixed.decide(state, command, now).send);
    expect(state.accounts.updated()).toEqual([
      anAccount({ id: theSeller, ...frozen, sequence: 5 }),
      anAccount({ ...frozen, sequence: 2 }),
    ]);
    expect(state.audits.inserted()).toMatchObject([
      { who: 'two-phase', why, action: 'freeze', of: `account/${theSeller}`, seen: null, details: { gid: 'a1-0198' } },
      { who: 'two-phase', why, action: 'freeze', of: `account/${theBuyer}`, details: { version: 2 } },
    ]);
    expect(sent).toMatchObject([
      { event: { id: `account/${theSeller}/5`, type: 'gridsaga.account.changed.v1', data: frozen } },
      { event: { id: `account/${theBuyer}/2`, type: 'gridsaga.account.changed.v1', data: frozen } },
    ]);
  });
});
