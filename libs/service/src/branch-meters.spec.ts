import { describe, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import { branchMeters } from './branch-meters.js';

describe('the meters of a participant', () => {
  it('count votes and ends, each from zero on', async () => {
    const registry = new Registry();
    const meters = branchMeters(registry);
    meters.voted('busy');
    meters.ended('committed');
    meters.ended('committed');
    const page = await registry.metrics();
    expect(page.match(/^gridsaga_branch\S+ \d+$/gm)).toEqual([
      'gridsaga_branch_votes_total{vote="yes"} 0',
      'gridsaga_branch_votes_total{vote="refused"} 0',
      'gridsaga_branch_votes_total{vote="busy"} 1',
      'gridsaga_branches_ended_total{as="committed"} 2',
      'gridsaga_branches_ended_total{as="aborted"} 0',
      'gridsaga_branches_ended_total{as="mixed"} 0',
    ]);
  });
});
