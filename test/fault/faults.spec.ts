import { describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { checkout } from '../../local/checkout.js';
import { runFaults } from './fault-run.js';
import { byKind, struckFaults } from './faults-report.js';
import { allKinds } from './kinds/all-kinds.js';

const seed = 7;

/** One of each sort; `npm run faults` makes all of them, and for longer. */
const chosen = [
  ...['kill-a-service', 'freeze-a-service', 'crash-postgres', 'kill-kafka', 'cut-postgres', 'slow-kafka'],
  ...['silent-kafka', 'lost-commit', 'lost-produce', 'double-records', 'poison', 'end-a-backend'],
];

describe('faults of every sort, overlapping, under load', () => {
  it(`lose and double nothing that a client was told of, and every saga ends (seed ${seed})`, async () => {
    const kinds = allKinds.filter(({ name }) => chosen.includes(name));
    expect(kinds.map(({ name }) => name).toSorted()).toEqual(chosen.toSorted());
    const folder = join(checkout, '.gridsaga', `faults-spec-${process.pid}`);
    const { findings, verdict, rounds, calls, cleared } = await runFaults({
      ...{ seed, folder, kinds },
      ...{ rounds: 3, sizes: [4] },
    });
    expect(findings).toEqual([]);
    expect(verdict).toBe('hold');
    expect(rounds).toHaveLength(3);
    expect(byKind(rounds).size).toBeGreaterThanOrEqual(10);
    expect(struckFaults(rounds)).toBeGreaterThanOrEqual(8);
    expect(calls.ok).toBeGreaterThan(100);
    expect(cleared).toBeGreaterThan(100);
  }, 300_000);
});
