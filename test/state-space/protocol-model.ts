import { branchSteps, wholeBranchSteps } from './branch-model.js';
import {
  CoordinatorModel,
  type CoordinatorStep,
  type Heard,
  notesOf,
  type Phase,
  phaseNumber,
  phases,
} from './coordinator-model.js';
import type { Model, Reach } from './explore.js';
import { hasUp, tellings, upMessages, withDown, withoutMessages, word } from './participant-word.js';
import { head, phaseOf } from './protocol-head.js';
import { brokenBy, hasEnded } from './protocol-invariants.js';
import type { Words } from './state-table.js';
import type { WrongProtocol } from './wrong-protocol.js';

/** How much of the world is let in. */
export interface ProtocolSetting {
  readonly participants: number;
  /** Participants handle a message to its end, or crash on the way; otherwise everything happens in between. */
  readonly wholeSteps?: boolean;
  /** Participants are told apart, and not only counted. */
  readonly named?: boolean;
  readonly wrong?: WrongProtocol;
  /** A second instance of the coordinator that reads, and writes much later. */
  readonly slowInstance?: boolean;
  /** Somebody rolls back a prepared branch by hand. */
  readonly plantedRollback?: boolean;
  /** Messages are lost, all at once; the coordinator forgets what has ended, and participants prune their outcomes. */
  readonly forgetting?: boolean;
}

type StepReach = (step: CoordinatorStep, move: string, fair: boolean) => void;

/**
 * The project's own coordinator and participants, each step as small as a crash can make it. Messages stay once they are
 * sent, so each may come late, twice or out of order; that one is lost is that it is never read. All at once they may be
 * taken away as well, after which only what is said again can bring an end.
 */
export class ProtocolModel implements Model {
  readonly width: number;
  readonly initial: readonly Words[];
  readonly #setting: ProtocolSetting;
  readonly #coordinator: CoordinatorModel;
  readonly #slow: boolean;

  constructor(setting: ProtocolSetting) {
    this.#setting = setting;
    this.#slow = setting.slowInstance === true || setting.wrong === 'no row lock on the gid';
    this.width = 1 + setting.participants * (this.#slow ? 2 : 1);
    this.initial = [Array.from({ length: this.width }, () => 0)];
    this.#coordinator = new CoordinatorModel(setting.wrong);
  }

  broken(state: Words): string | undefined {
    return brokenBy(state[0] ?? 0, this.#wordsOf(state));
  }

  ended(state: Words): boolean {
    return hasEnded(phaseOf(state[0] ?? 0), this.#wordsOf(state));
  }

  moves(state: Words, reach: Reach): void {
    const first = state[0] ?? 0;
    const words = this.#wordsOf(state);
    const copies = state.slice(1 + words.length);
    this.#coordinatorMoves(first, words, copies, reach);
    const steps = this.#setting.wholeSteps ? wholeBranchSteps : branchSteps;
    words.forEach((at, index) => {
      steps(at, this.#setting.wrong, (to, move, fair) => {
        if (to !== at) reach(this.#arranged(first, words.with(index, to), copies), move, fair);
      });
      if (this.#setting.plantedRollback && word.prepared.get(at) === 1 && head.planted.get(first) === 0)
        reach(
          this.#arranged(head.planted.put(first, 1), words.with(index, word.prepared.put(at, 0)), copies),
          'is rolled back by hand',
          false,
        );
    });
    if (this.#setting.forgetting)
      reach(this.#arranged(first, words.map(withoutMessages), copies), 'all messages are lost', false);
  }

  #arranged(first: number, words: readonly number[], copies: readonly number[]): Words {
    return this.#setting.named ? [first, ...words, ...copies] : arranged(first, words, copies);
  }

  #wordsOf(state: Words): readonly number[] {
    return state.slice(1, 1 + this.#setting.participants);
  }

  #coordinatorMoves(first: number, words: readonly number[], copies: readonly number[], reach: Reach): void {
    const phase = phaseOf(first);
    const to: StepReach = (step, move, fair) => {
      if (step.phase !== phase || step.words.some((at, index) => at !== words[index]))
        reach(this.#arranged(decided(first, step), step.words, copies), move, fair);
    };
    if (phase === 'unborn') {
      to(this.#coordinator.begin(words), 'the coordinator begins', true);
      if (this.#setting.wrong === 'a prepare sent before its gid is durable')
        to(
          { phase, words: words.map((at) => withDown(at, 'prepare')) },
          'the coordinator sends a prepare too early',
          false,
        );
    }
    this.#hearings(phase, words, to);
    if (this.#mayForget(phase))
      to({ phase: 'forgotten', words: words.map(forgotten) }, 'the coordinator forgets', false);
    if (this.#slow) this.#slowMoves(first, words, copies, reach);
  }

  #hearings(phase: Phase, words: readonly number[], to: StepReach): void {
    const hear = (participant: number, heard: Heard, fair: boolean): void => {
      to(this.#coordinator.hear(phase, words, participant, heard, false), heardMoves[heard], fair);
      if (heard === 'yes' && phase === 'preparing')
        to(this.#coordinator.hear(phase, words, participant, heard, true), 'the coordinator itself refuses', fair);
    };
    words.forEach((at, participant) => {
      for (const message of upMessages) if (hasUp(at, message)) hear(participant, message, true);
    });
    if (phase === 'unborn' || phase === 'forgotten' || this.#setting.wrong === 'nobody asks again') return;
    hear(0, 'silence', true);
    if (phase === 'preparing') hear(0, 'silence for too long', false);
  }

  #mayForget(phase: Phase): boolean {
    if (!this.#setting.forgetting) return false;
    if (phase === 'committed' || phase === 'aborted') return true;
    const hasty = this.#setting.wrong === 'forgetting before all acknowledgements';
    return hasty && (phase === 'committing' || phase === 'aborting');
  }

  /** Reads the row, and any time later writes what follows from what it read. */
  #slowMoves(first: number, words: readonly number[], copies: readonly number[], reach: Reach): void {
    const phase = phaseOf(first);
    if (head.copied.get(first) === 0) {
      if (phase !== 'unborn' && phase !== 'forgotten')
        reach(
          this.#arranged(
            head.copiedPhase.put(head.copied.put(first, 1), phaseNumber[phase]),
            words,
            words.map(notesOf),
          ),
          'a second coordinator reads',
          false,
        );
      return;
    }
    const over = head.copiedPhase.put(head.copied.put(first, 0), 0);
    const noCopies = copies.map(() => 0);
    reach(this.#arranged(over, words, noCopies), 'the second coordinator crashes', false);
    const copiedPhase = phases[head.copiedPhase.get(first)] ?? 'unborn';
    const current = copiedPhase === phase && words.every((at, index) => notesOf(at) === copies[index]);
    // The row's revision tells that it has changed since; under the wrong protocol nobody looks.
    if (!current && this.#setting.wrong !== 'no row lock on the gid') return;
    const stale = words.map((at, index) => withNotes(at, copies[index] ?? 0));
    this.#hearings(copiedPhase, stale, (step, move) =>
      reach(this.#arranged(decided(over, step), step.words, noCopies), `at the second instance, ${move}`, false),
    );
  }
}

const heardMoves = Object.fromEntries(
  [...upMessages, 'silence', 'silence for too long'].map((heard) => [heard, `the coordinator hears ${heard}`]),
) as Record<Heard, string>;

const withNotes = (at: number, notes: number): number =>
  word.told.put(
    word.acknowledged.put(word.vote.put(at, word.vote.get(notes)), word.acknowledged.get(notes)),
    word.told.get(notes),
  );

const forgotten = (at: number): number => withNotes(at, 0);

/** Notes the decision for good, so that a second one of the other kind is seen. */
function decided(first: number, { phase, words }: CoordinatorStep): number {
  const told = (telling: (typeof tellings)[number]): boolean =>
    words.some((at) => word.told.get(at) === tellings.indexOf(telling));
  let next = head.phase.put(first, phaseNumber[phase]);
  if (told('commit')) next = head.decidedCommit.put(next, 1);
  if (told('abort')) next = head.decidedAbort.put(next, 1);
  return next;
}

/** Participants differ in nothing but their names, so their words stand in order, each with its copy. */
function arranged(first: number, words: readonly number[], copies: readonly number[]): number[] {
  if (copies.length === 0) {
    const state = [first, ...words];
    // Insertion sort: there are two or three, and this is done for every step.
    for (let end = 2; end < state.length; end += 1)
      for (let at = end; at > 1 && (state[at] ?? 0) < (state[at - 1] ?? 0); at -= 1)
        [state[at], state[at - 1]] = [state[at - 1] ?? 0, state[at] ?? 0];
    return state;
  }
  const pairs = words.map((at, index) => [at, copies[index] ?? 0] as const);
  pairs.sort(([one, oneCopy], [other, otherCopy]) => one - other || oneCopy - otherCopy);
  return [first, ...pairs.map(([at]) => at), ...pairs.map(([, copy]) => copy)];
}
