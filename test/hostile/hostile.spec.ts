import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import '../support/patience.js';
import { ownStack } from '../support/reachable-stack.js';
import { World } from '../support/world.js';
import { fuzz, type FuzzReport } from './fuzz.js';

const seed = 20_261_121;

let world: World;
let report: FuzzReport;
beforeAll(async () => {
  // Of its own: parties are suspended, accounts frozen, and what is parked stays listed.
  world = new World((await ownStack()).reachable);
  report = await fuzz({ world, requests: 1_500, records: 300, seed, say: () => undefined });
}, 180_000);
afterAll(() => world.stack.leave());

describe(`what nobody should ask or tell, seed ${seed}`, () => {
  it('is asked of every operation, and some of it does something', () => {
    const { rows, requests } = report.tally;
    expect(requests).toBeGreaterThanOrEqual(1_500);
    expect(rows.length).toBeGreaterThan(75);
    expect(rows.reduce((sum, { good }) => sum + good, 0)).toBeGreaterThan(requests / 5);
    expect(report.records).toBeGreaterThanOrEqual(300);
  });

  it('is answered by every operation as it says, and never as a failure of its own', () => {
    expect(report.answers).toEqual([]);
  });

  it('lets trades clear and leaves nothing unread, whatever stood on a topic', () => {
    expect(report.bursts).toEqual([]);
  });

  it('leaves every invariant intact, no process ended and no failure in a log', () => {
    expect([report.invariants, report.afterwards]).toEqual(['hold', []]);
  });
});
