import { accepted, already } from '#libs/decision';
import { describe, expect, it } from '@jest/globals';
import { anAccount, eur, theBuyer } from '../../../../test/support/a-hold.js';
import { decideOpening } from './decide-opening.js';

describe('opening an account', () => {
  it('opens it with nothing on it and no credit', () => {
    expect(decideOpening(undefined, theBuyer)).toEqual(accepted(anAccount({ posted: eur(0) })));
  });

  it('leaves an account as it is that is open', () => {
    expect(decideOpening(anAccount(), theBuyer)).toEqual(already());
  });
});
