import { describe, expect, it } from '@jest/globals';
import { instant } from '#libs/market';
import { decideGate } from './gate-closure.js';

const gateClosesAt = instant(1_000_000);
const registerBy = instant(1_300_000);

describe('the gate', () => {
  it.each([
    ['a millisecond before the gate', 999_999, 1_000_000, 'accepted'],
    ["at the gate's instant", 1_000_000, 1_000_000, 'gate closed'],
    ['after the gate', 1_000_001, 1_000_001, 'gate closed'],
    ['registered a millisecond before the deadline', 999_999, 1_299_999, 'accepted'],
    ["registered at the deadline's instant", 999_999, 1_300_000, 'registration deadline passed'],
    ['late for both: the gate is named, which was first', 1_000_000, 1_300_000, 'gate closed'],
  ])('%s', (_case, agreedAt, now, expected) => {
    const decision = decideGate({ agreedAt: instant(agreedAt), gateClosesAt, registerBy }, instant(now));
    expect(decision.answer === 'accepted' ? 'accepted' : decision.because.reason).toBe(expected);
  });
});
