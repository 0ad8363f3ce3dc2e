import { refused } from '#libs/decision';
import { describe, expect, it } from '@jest/globals';
import { anAskForFunds, bothAccounts, theBuyer, theHour, theRate, theTrade } from '../../../../test/support/a-hold.js';
import { decideHold } from './decide-hold.js';
import { decideHoldInDoubt } from './decide-hold-in-doubt.js';

describe('a hold on an account that stays in doubt', () => {
  it('is refused, and for good: the same ask is refused when the account is clear again', () => {
    const because = { reason: 'row in doubt' as const, party: theBuyer, gid: 'a1-0198' };
    const { decision, changes } = decideHoldInDoubt(theTrade, theBuyer, 'a1-0198', theHour);
    expect(decision).toEqual(refused('row in doubt', { party: theBuyer, gid: 'a1-0198' }));
    expect(changes).toEqual({ hold: { id: theTrade, state: 'refused', because, since: theHour } });
    expect(decideHold(anAskForFunds(), changes.hold, bothAccounts(), theRate, theHour).decision).toEqual(decision);
  });
});
