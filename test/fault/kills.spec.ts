import { describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { checkout } from '../../local/checkout.js';
import { leastInFlight, runKills } from './killing.js';
import { longestSilence } from './silence.js';
import { victims } from './victim.js';

const seed = 1;

describe('killing each part once under load', () => {
  it(`leaves no saga open and loses and doubles nothing (seed ${seed})`, async () => {
    const folder = join(checkout, '.gridsaga', `kills-spec-${process.pid}`);
    const { kills, findings, verdict, summary, submitted } = await runKills({ times: victims.length, seed, folder });
    expect(findings).toEqual([]);
    expect(verdict).toBe('hold');
    expect(kills.map(({ victim }) => victim)).toEqual(victims);
    for (const { inFlight, ended } of kills) {
      expect(inFlight).toBeGreaterThanOrEqual(leastInFlight);
      expect(ended).toBe(inFlight);
    }
    expect(summary.cleared + summary.rejected).toBe(submitted);
    expect(summary.cleared).toBeGreaterThan(0);
  }, 600_000);
});

describe('the longest silence', () => {
  it.each([
    ['lies between two moments', [10, 20, 90, 95], 0, 100, { fromMs: 20, untilMs: 90 }],
    ['begins with the kill', [60, 70], 0, 80, { fromMs: 0, untilMs: 60 }],
    ['lasts to the end where nothing follows', [5], 0, 100, { fromMs: 5, untilMs: 100 }],
    ['leaves out what was before and after', [-50, 40, 200], 0, 100, { fromMs: 40, untilMs: 100 }],
  ])('%s', (_, moments, fromMs, untilMs, silence) => {
    expect(longestSilence(moments, fromMs, untilMs)).toEqual(silence);
  });
});
