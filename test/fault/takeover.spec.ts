import { describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { checkout } from '../../local/checkout.js';
import { runTakeovers } from './takeover.js';

const seed = 2;

describe('losing one of two instances under load', () => {
  it(`lets the other take over: all sagas end, nothing is lost or doubled (seed ${seed})`, async () => {
    const folder = join(checkout, '.gridsaga', `takeover-spec-${process.pid}`);
    const { takeovers, findings, verdict } = await runTakeovers({ times: 4, seed, folder });
    expect(findings).toEqual([]);
    expect(verdict).toBe('hold');
    expect(takeovers.map(({ service, loss }) => `${service} ${loss}`)).toEqual([
      'trading killed',
      'metering frozen',
      'settlement killed',
      'trading frozen',
    ]);
  }, 300_000);
});
