import { Counter, type Registry } from 'prom-client';
import type { BranchMetrics } from '#libs/two-phase-branch';

/** What a participant tells of its branches, as Prometheus reads it. */
export function branchMeters(registry: Registry): BranchMetrics {
  const registers = [registry];
  const votes = new Counter({
    name: 'gridsaga_branch_votes_total',
    help: 'Votes on global transactions, repeated ones included',
    labelNames: ['vote'],
    registers,
  });
  const ended = new Counter({
    name: 'gridsaga_branches_ended_total',
    help: 'Branches that have ended here; mixed: somebody had ended one by hand',
    labelNames: ['as'],
    registers,
  });
  // A series that appears with its first mixed branch would hide that one from every rate.
  for (const vote of ['yes', 'refused', 'busy']) votes.inc({ vote }, 0);
  for (const as of ['committed', 'aborted', 'mixed']) ended.inc({ as }, 0);
  return { voted: (vote) => votes.inc({ vote }), ended: (as) => ended.inc({ as }) };
}
