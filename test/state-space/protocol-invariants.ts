import { phaseOf, head } from './protocol-head.js';
import type { Phase } from './coordinator-model.js';
import { acknowledgements, hasUp, outcomes, votes, word } from './participant-word.js';

type Invariant = (first: number, words: readonly number[]) => boolean;

const did = (at: number): boolean => word.did.get(at) === 1;
const prepared = (at: number): boolean => word.prepared.get(at) === 1;
const tombstone = (at: number): boolean => word.outcome.get(at) === outcomes.indexOf('tombstone');
const mixed = (at: number): boolean =>
  hasUp(at, 'mixed') || word.acknowledged.get(at) === acknowledgements.indexOf('mixed');
const toCommit = (first: number): boolean => head.decidedCommit.get(first) === 1;
const toAbort = (first: number): boolean => head.decidedAbort.get(first) === 1;

/** What holds in every state, by the sentence that says what is wrong where it does not. */
const always: Readonly<Record<string, Invariant>> = {
  'two decisions were made': (first) => !(toCommit(first) && toAbort(first)),
  'a branch committed without a decision': (first, words) => toCommit(first) || !words.some(did),
  'it was decided to commit without all yes': (first, words) =>
    !['committing', 'committed'].includes(phaseOf(first)) ||
    words.every((at) => word.vote.get(at) === votes.indexOf('yes')),
  'something is prepared after all acknowledged the abort': (first, words) =>
    !(phaseOf(first) === 'aborted' || (phaseOf(first) === 'forgotten' && toAbort(first))) || !words.some(prepared),
  'a prepared branch has no row that shows it': (_first, words) =>
    words.every((at) => !prepared(at) || word.row.get(at) === 1),
};

/** What holds as long as nobody rolls back by hand. */
const untouched: Readonly<Record<string, Invariant>> = {
  'one branch committed and another aborted': (_first, words) =>
    !(words.some(did) && words.some((at) => tombstone(at) && !did(at))),
  // An ask that was late gets its tombstone when the marker is pruned and nobody knows of the gid any more.
  'what is committed has a tombstone': (first, words) =>
    phaseOf(first) === 'forgotten' || !words.some((at) => tombstone(at) && did(at)),
  'a decided commit cannot be done everywhere': (first, words) =>
    !toCommit(first) || words.every((at) => did(at) || prepared(at)),
  'mixed is reported although nobody rolled back by hand': (first, words) =>
    phaseOf(first) !== 'mixed' && !words.some(mixed),
};

/** The sentence of the first invariant that does not hold, or nothing. */
export function brokenBy(first: number, words: readonly number[]): string | undefined {
  const planted = head.planted.get(first) === 1;
  for (const sentence in always) if (always[sentence]?.(first, words) === false) return sentence;
  if (planted) return undefined;
  for (const sentence in untouched) if (untouched[sentence]?.(first, words) === false) return sentence;
  return undefined;
}

const ends: readonly Phase[] = ['committed', 'aborted', 'mixed', 'forgotten'];

/** Decided and over, and no participant holds anything, knows of a branch or is still at it. */
export const hasEnded = (phase: Phase, words: readonly number[]): boolean =>
  ends.includes(phase) &&
  words.every(
    (at) => word.row.get(at) === 0 && !prepared(at) && word.attempt.get(at) === 0 && word.looked.get(at) === 0,
  );
