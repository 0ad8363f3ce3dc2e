import { describe, expect, it } from '@jest/globals';
import type { Verdict } from '../../local/sample-outcome.js';
import type { CallCounts, RoundReport } from './faults-report.js';
import { faultsVerdict } from './faults-verdict.js';

const round = (struck: number): RoundReport => ({
  ...{ round: 1, harmedMs: 1, acceptedMs: 1, inFlight: 1, endedMs: 1 },
  faults: [{ kind: 'kill-a-service', target: 'trading 1', what: 'killed', struck }],
});
const calls = (ok: number, failed: number): CallCounts => ({ ok, failed, unknown: 3, repeated: 0, reads: 0 });

type Given = Parameters<typeof faultsVerdict>[0];
const well: Given = { checked: 'hold', findings: [], rounds: [round(1)], calls: calls(90, 10), interrupted: false };

describe('the verdict of a run', () => {
  it.each<[string, Partial<Given>, Verdict]>([
    ['all is well', {}, 'hold'],
    ['an invariant is broken', { checked: 'broken' }, 'broken'],
    ['something was found on the way', { findings: ['a service ended'] }, 'broken'],
    ['something was found, and the invariants say nothing', { findings: ['x'], checked: 'unknown' }, 'broken'],
    ['the invariants say nothing', { checked: 'unknown' }, 'unknown'],
    ['nothing struck', { rounds: [round(0)] }, 'unknown'],
    ['there was no round', { rounds: [] }, 'unknown'],
    ['nothing was taken', { calls: calls(0, 0) }, 'unknown'],
    ['more was refused than taken', { calls: calls(40, 60) }, 'unknown'],
    ['it was interrupted', { interrupted: true }, 'unknown'],
  ])('where %s', (_, change, verdict) => {
    expect(faultsVerdict({ ...well, ...change })).toBe(verdict);
  });
});
