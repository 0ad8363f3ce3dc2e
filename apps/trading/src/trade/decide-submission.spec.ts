import { describe, expect, it } from '@jest/globals';
import { instant } from '#libs/market';
import { wattHours } from '#libs/units';
import { anArea, aParty, aTradeToSubmit, tenOClock } from '../../../../test/support/a-trade.js';
import { decideSubmission, type KnownToTrading, type TradeToSubmit } from './decide-submission.js';

const known = (change: Partial<KnownToTrading> = {}): KnownToTrading => ({
  area: anArea(),
  seller: aParty(),
  buyer: aParty({ eic: aTradeToSubmit().buyer }),
  ...change,
});
const leg = (minutes: number, durationMinutes: 15 | 30 | 60 = 15, energy = 1000) => ({
  start: instant(tenOClock + minutes * 60_000),
  durationMinutes,
  energyWh: wattHours(energy),
});
const suspended = { suspended: { why: 'no collateral', since: tenOClock } };
const nine = instant(tenOClock - 3_600_000);

describe('a submission', () => {
  it.each<[string, Partial<TradeToSubmit>, Partial<KnownToTrading>, string, string]>([
    ['from a party to itself', { buyer: aTradeToSubmit().seller }, {}, 'buyer is seller', '/buyer'],
    ['in an area that nobody registered', {}, { area: undefined }, 'unknown area', '/area'],
    ['of a seller whom nobody registered', {}, { seller: undefined }, 'unknown seller', '/seller'],
    ['of a buyer whom nobody registered', {}, { buyer: undefined }, 'unknown buyer', '/buyer'],
    ['of a suspended seller', {}, { seller: aParty(suspended) }, 'party suspended', '/seller'],
    ['of a suspended buyer', {}, { buyer: aParty(suspended) }, 'party suspended', '/buyer'],
    ['without a leg', { legs: [] }, {}, 'no legs', '/legs'],
    ['of 101 legs', { legs: Array.from({ length: 101 }, (_, at) => leg(at * 15)) }, {}, 'more than 100 legs', '/legs'],
    ['of a leg off the quarter hour', { legs: [leg(1)] }, {}, 'leg not aligned', '/legs'],
    ['of an hour at half past', { legs: [leg(30, 60)] }, {}, 'leg not aligned', '/legs'],
    ['of legs with a gap', { legs: [leg(0), leg(30)] }, {}, 'legs not adjacent', '/legs'],
    ['of legs out of order', { legs: [leg(15), leg(0)] }, {}, 'legs not adjacent', '/legs'],
    [
      'of half a lot',
      { legs: [leg(0), leg(15, 15, 1500)] },
      { area: anArea({ lotWh: wattHours(1000) }) },
      'off the lot',
      '/legs/1/energyWh',
    ],
    ['of a period that has begun', { legs: [leg(-60)] }, {}, 'period in the past', '/legs/0/start'],
  ])('%s is refused', (_case, ask, knows, reason, at) => {
    expect(decideSubmission(aTradeToSubmit(ask), known(knows), nine)).toEqual({
      answer: 'refused',
      because: expect.objectContaining({ reason, at }),
    });
  });

  it.each([
    ['as much energy as a command can say', 0, 'accepted'],
    ['a watt-hour more', 1, 'refused'],
  ])('of %s', (_case, moreWh, answer) => {
    const legs = Array.from({ length: 10 }, (_, at) => leg(at * 15, 15, 90_000_000_000 + (at === 9 ? moreWh : 0)));
    const decision = decideSubmission(aTradeToSubmit({ legs }), known(), nine);
    expect(decision.answer).toBe(answer);
    if (decision.answer === 'refused')
      expect(decision.because).toEqual({
        ...{ reason: 'too much energy', at: '/legs', askedWh: 900_000_000_001, mostWh: 900_000_000_000 },
      });
  });

  it('of a suspended party is refused with the words of whoever suspended it', () => {
    const decision = decideSubmission(aTradeToSubmit(), known({ seller: aParty(suspended) }), nine);
    expect(decision).toMatchObject({ because: { party: aParty().eic, why: 'no collateral' } });
  });

  it('binds at the instant it is received, and its gate and deadline follow from its first leg', () => {
    const decision = decideSubmission(aTradeToSubmit({ legs: [leg(0), leg(15)] }), known(), nine);
    expect(decision).toEqual({
      answer: 'accepted',
      what: expect.objectContaining({ agreedAt: nine, gateClosesAt: tenOClock - 300_000, registerBy: tenOClock }),
    });
  });

  it('is taken after the gate: its saga says that it was late', () => {
    expect(decideSubmission(aTradeToSubmit(), known(), instant(tenOClock - 1)).answer).toBe('accepted');
    expect(decideSubmission(aTradeToSubmit(), known(), tenOClock).answer).toBe('refused');
  });
});
