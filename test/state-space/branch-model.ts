import { type BranchMove, type BranchState, branchMoves } from '#libs/two-phase';
import { attempt, downMessages, hasDown, outcomes, type UpMessage, withUp, word } from './participant-word.js';
import type { WrongProtocol } from './wrong-protocol.js';

/** Told of each way on of one participant. */
export type BranchReach = (to: number, move: string, fair: boolean) => void;

const decisions = downMessages.filter((message) => message !== 'prepare');
type Decision = (typeof decisions)[number];

const committed = outcomes.indexOf('committed');
const tombstone = outcomes.indexOf('tombstone');

/**
 * What a participant and its PostgreSQL can do next, each step one database transaction or one command, so that a crash
 * fits between any two. What it does by `branchMoves` is read from there.
 */
export function branchSteps(at: number, wrong: WrongProtocol | undefined, reach: BranchReach): void {
  handlerSteps(at, wrong, reach);
  scanSteps(at, wrong, reach);
  if (!isIdle(at)) reach(idle(at), 'crashes', false);
}

/**
 * The same in fewer states: whoever has begun to handle a message goes on to the end, or crashes on the way, before
 * anything else happens here.
 */
export function wholeBranchSteps(at: number, wrong: WrongProtocol | undefined, reach: BranchReach): void {
  const goOn: BranchReach = (to, move, fair) => {
    reach(idle(to), isIdle(to) ? move : `${move} and crashes`, fair && isIdle(to));
    if (!isIdle(to))
      handlerSteps(word.toParticipant.put(to, 0), wrong, (next, ...rest) => goOn(heardBy(at, next), ...rest));
  };
  handlerSteps(at, wrong, goOn);
  scanSteps(at, wrong, reach);
}

const isIdle = (at: number): boolean => word.attempt.get(at) === 0 && word.looked.get(at) === 0;
const idle = (at: number): number => word.attempt.put(word.looked.put(at, 0), 0);
const heardBy = (before: number, at: number): number => word.toParticipant.put(at, word.toParticipant.get(before));

function handlerSteps(at: number, wrong: WrongProtocol | undefined, reach: BranchReach): void {
  prepareSteps(at, wrong, reach);
  for (const decision of decisions) decisionSteps(at, decision, wrong, reach);
}

function stateOf(at: number): BranchState {
  if (word.prepared.get(at) === 1) return 'prepared';
  return outcomes[word.outcome.get(at)] ?? 'none';
}

function prepareSteps(at: number, wrong: WrongProtocol | undefined, reach: BranchReach): void {
  switch (word.attempt.get(at)) {
    case attempt.none:
      if (hasDown(at, 'prepare')) reach(toldPrepare(at, attempt.found), 'reads the prepare', true);
      break;
    case attempt.found:
      reach(word.row.put(word.attempt.put(at, attempt.rowed), 1), 'commits the branch row', true);
      break;
    case attempt.rowed:
      // The marker's key is taken, or it is not: PostgreSQL says so, whatever was read before.
      reach(toldPrepare(at, attempt.running), 'begins and inserts the marker', true);
      break;
    case attempt.running: {
      const over = word.attempt.put(at, attempt.none);
      if (wrong === 'a yes without the command tag') reach(withUp(over, 'yes'), 'votes yes although it failed', true);
      reach(word.prepared.put(over, 1), 'prepares', true);
      reach(withUp(over, 'refused'), 'rolls back and refuses', true);
      reach(withUp(over, 'busy'), 'rolls back and is busy', true);
      break;
    }
  }
}

function toldPrepare(at: number, running: number): number {
  const move = branchMoves.prepare[stateOf(at)];
  return move === 'run' ? word.attempt.put(at, running) : moved(word.attempt.put(at, attempt.none), move);
}

const lookedBit = (decision: Decision): number => 1 << decisions.indexOf(decision);

/** First COMMIT or ROLLBACK PREPARED is tried; in a step of its own the marker is read and the tombstone written. */
function decisionSteps(at: number, decision: Decision, wrong: WrongProtocol | undefined, reach: BranchReach): void {
  const looked = word.looked.get(at);
  if ((looked & lookedBit(decision)) !== 0) {
    const behind = word.looked.put(at, looked & ~lookedBit(decision));
    reach(afterLooking(behind, decision, wrong), `reads the outcome for ${decision}`, true);
  } else if (hasDown(at, decision)) {
    const looking = word.looked.put(at, looked | lookedBit(decision));
    if (word.prepared.get(at) === 1) endPrepared(at, looking, decision, wrong, reach);
    else reach(looking, `finds nothing prepared for ${decision}`, true);
  }
}

function endPrepared(
  at: number,
  looking: number,
  decision: Decision,
  wrong: WrongProtocol | undefined,
  reach: BranchReach,
): void {
  const gone = word.prepared.put(looking, 0);
  if (branchMoves[decision].prepared.startsWith('commit prepared')) {
    const done = word.did.put(gone, 1);
    reach(word.outcome.put(done, committed), 'commits what was prepared', true);
    if (wrong === 'a marker written after the commit')
      reach(word.looked.put(done, word.looked.get(at)), 'commits and crashes before the marker', false);
  } else {
    reach(gone, 'rolls back what was prepared', true);
    if (wrong === 'a tombstone before the rollback' && decision === 'abort')
      reach(moved(at, branchMoves.abort.none), 'writes a tombstone and crashes before the rollback', false);
  }
}

function afterLooking(at: number, decision: Decision, wrong: WrongProtocol | undefined): number {
  const standing = outcomes[word.outcome.get(at)] ?? 'none';
  const left = wrong === 'a branch row left beside a tombstone' && decision === 'unknown' && standing === 'tombstone';
  const move = left ? 'nothing' : branchMoves[decision][standing];
  // A transaction that holds the marker keeps the tombstone out; the decision goes behind the others.
  const held = word.prepared.get(at) === 1 || word.attempt.get(at) === attempt.running;
  if (held && writesTombstone(move)) return at;
  const after = moved(at, move);
  const ended = wrong === 'no tombstone' && writesTombstone(move) ? word.outcome.put(after, 0) : after;
  return decision === 'unknown' && word.outcome.get(ended) !== 0 ? word.unknownHeard.put(ended, 1) : ended;
}

const writesTombstone = (move: BranchMove): boolean => move.includes('tombstone');

const answers: Readonly<Partial<Record<BranchMove, UpMessage>>> = {
  'vote yes': 'yes',
  'vote busy': 'busy',
  'acknowledge committed': 'committed',
  'tombstone, acknowledge aborted': 'aborted',
  'acknowledge aborted': 'aborted',
  'tombstone, report mixed': 'mixed',
  'report mixed': 'mixed',
};

/** One transaction: the tombstone, the end of the branch row and the answer. A vote leaves the branch row alone. */
function moved(at: number, move: BranchMove): number {
  const answer = answers[move];
  const said = answer ? withUp(at, answer) : at;
  if (move === 'nothing' || move === 'vote yes' || move === 'vote busy') return said;
  const rowless = word.row.put(said, 0);
  return writesTombstone(move) ? word.outcome.put(rowless, tombstone) : rowless;
}

function scanSteps(at: number, wrong: WrongProtocol | undefined, reach: BranchReach): void {
  const row = word.row.get(at) === 1;
  const outcome = word.outcome.get(at) !== 0;
  if (row && word.prepared.get(at) === 1) reach(withUp(at, 'yes'), 'votes yes for what is prepared', true);
  if ((row || outcome) && wrong !== 'nobody asks again') reach(withUp(at, 'asked'), 'asks', true);
  const quiet = word.attempt.get(at) === 0 && word.looked.get(at) === 0 && word.toParticipant.get(at) === 0;
  if (outcome && quiet && word.unknownHeard.get(at) === 1)
    reach(word.unknownHeard.put(word.outcome.put(at, 0), 0), 'prunes the outcome', false);
}
