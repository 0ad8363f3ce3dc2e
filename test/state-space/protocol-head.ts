import { bitFields } from './bit-field.js';
import { type Phase, phases } from './coordinator-model.js';

/** The first word of a state: the coordinator's phase, what has happened for good, and what a slow instance has read. */
export const head = bitFields({ phase: 4, decidedCommit: 1, decidedAbort: 1, planted: 1, copied: 1, copiedPhase: 4 });

export const phaseOf = (at: number): Phase => phases[head.phase.get(at)] ?? 'unborn';
