import { describe, expect, it } from '@jest/globals';
import { delivery } from '../metering/delivery.js';
import { leg } from '../wire.js';
import { tradeTerms } from './trade-terms.js';

const known = { start: '2026-05-01T12:00:00Z', durationMinutes: 30, energyWh: 1_000_000 };
const more = { ...known, weather: 'fair' };

describe('a leg with a field that is not known', () => {
  it('is taken in an event, so that a later version may say more', () => {
    expect(tradeTerms.legs.safeParse([known]).success).toBe(true);
    expect(tradeTerms.legs.safeParse([more]).success).toBe(true);
  });

  it('is refused in a command and in what is submitted', () => {
    expect(leg.safeParse(known).success).toBe(true);
    expect(leg.safeParse(more).success).toBe(false);
    expect(delivery.shape.legs.safeParse([known]).success).toBe(true);
    expect(delivery.shape.legs.safeParse([more]).success).toBe(false);
  });
});
