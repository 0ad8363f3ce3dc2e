import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Backlog, decideIntake, retryAfterS } from './decide-intake.js';

const bounds = { mostOpenSagas: 4000, mostOutboxAgeMs: 5000 };
const aBacklog = (other: Partial<Backlog> = {}): Backlog => ({
  ...{ openSagas: 100, outboxAgeMs: 20, endedPerSecond: 2000 },
  ...other,
});

describe('the intake', () => {
  it.each<[string, Partial<Backlog>, object]>([
    ['takes what comes while there is little to do', {}, { answer: 'accepted' }],
    ['takes the last trade below the bound', { openSagas: 3999 }, { answer: 'accepted' }],
    ['bears an outbox of exactly that age', { outboxAgeMs: 5000 }, { answer: 'accepted' }],
    [
      'refuses at the bound',
      { openSagas: 4000 },
      { because: { reason: 'too many open sagas', openSagas: 4000, mostOpenSagas: 4000 } },
    ],
    [
      'refuses while nothing can be sent',
      { outboxAgeMs: 5001 },
      { because: { reason: 'outbox too old', outboxAgeMs: 5001, mostOutboxAgeMs: 5000 } },
    ],
    [
      'names the outbox first: behind it the sagas wait',
      { openSagas: 9000, outboxAgeMs: 9000 },
      { because: { reason: 'outbox too old' } },
    ],
  ])('%s', (_, other, decision) => {
    expect(decideIntake(aBacklog(other), bounds)).toMatchObject(decision);
  });
});

describe('the time to come back', () => {
  it.each<[string, Partial<Backlog>, number, number]>([
    ['lies around what the backlog takes, at least', { openSagas: 8000, endedPerSecond: 2000 }, 0, 2],
    ['lies around what the backlog takes, at most', { openSagas: 8000, endedPerSecond: 2000 }, 0.999, 6],
    ['is a second where the backlog takes less', { openSagas: 100, endedPerSecond: 2000 }, 0.5, 1],
    ['follows the age of the outbox', { openSagas: 10, outboxAgeMs: 12_000 }, 0.5, 12],
    ['is ten seconds at least where nothing ends', { openSagas: 4000, endedPerSecond: 0 }, 0, 10],
    ['is thirty seconds at most where nothing ends', { openSagas: 4000, endedPerSecond: 0 }, 0.999, 30],
    ['is a second where there is nothing to do', { openSagas: 0, outboxAgeMs: 0, endedPerSecond: 0 }, 0.5, 1],
  ])('%s', (_, other, chance, seconds) => {
    expect(retryAfterS(aBacklog(other), chance)).toBe(seconds);
  });

  it('is a whole number from 1 to 30, whatever the backlog', () => {
    const backlog = fc.record({
      openSagas: fc.nat(),
      outboxAgeMs: fc.nat(),
      endedPerSecond: fc.double({ min: 0, max: 1e5, noNaN: true }),
    });
    const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(backlog, chance, (of, by) => {
        const seconds = retryAfterS(of, by);
        return Number.isInteger(seconds) && seconds >= 1 && seconds <= 30;
      }),
    );
  });
});
