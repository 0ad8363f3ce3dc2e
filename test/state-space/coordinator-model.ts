import {
  beginTransaction,
  type CoordinatorSetting,
  type CoordinatorSignal,
  coordinate,
  type GlobalTransaction,
  type ParticipantProgress,
  type TransactionState,
} from '#libs/two-phase';
import {
  acknowledgements,
  type DownMessage,
  tellings,
  type UpMessage,
  votes,
  withDown,
  word,
} from './participant-word.js';
import type { WrongProtocol } from './wrong-protocol.js';

/** Where the coordinator stands with a gid: not written yet, as `coordinate` has it, or forgotten. */
export const phases = [
  'unborn',
  'gathering',
  'preparing',
  'committing',
  'aborting',
  'committed',
  'aborted',
  'mixed',
  'forgotten',
] as const;
export type Phase = (typeof phases)[number];

export const phaseNumber = Object.fromEntries(phases.map((phase, index) => [phase, index])) as Record<Phase, number>;

/** What the coordinator hears in the model. Time is left out: silence may come at any moment, and so may the last one. */
export type Heard = UpMessage | 'silence' | 'silence for too long';

/** What one signal leads to: a phase, and every participant's word with the notes and messages that are new. */
export interface CoordinatorStep {
  readonly phase: Phase;
  readonly words: readonly number[];
}

const legs = [{ id: 'leg', keys: ['row'] }];
const because = { reason: 'refused' };
const nameOf = (participant: number): string => String(participant);

/** The real `coordinate` over the words of a state; what it says to one set of notes is kept, for there are few. */
export class CoordinatorModel {
  readonly #wrong: WrongProtocol | undefined;
  readonly #known = new Map<number, CoordinatorStep>();

  constructor(wrong: WrongProtocol | undefined) {
    this.#wrong = wrong;
  }

  begin(words: readonly number[]): CoordinatorStep {
    const begun = beginTransaction('gid', legs, { participants: words.map((_, index) => nameOf(index)), now: 0 });
    return asStep(begun.transaction, begun.tell, words);
  }

  /** @param refuses whether the coordinator itself has a word against the leg */
  hear(phase: Phase, words: readonly number[], participant: number, heard: Heard, refuses: boolean): CoordinatorStep {
    const key = keyOf(phase, words, participant, heard, refuses);
    const known = this.#known.get(key) ?? this.#step(phase, words.map(notesOf), participant, heard, refuses);
    this.#known.set(key, known);
    return { phase: known.phase, words: words.map((at, index) => merged(at, known.words[index] ?? 0)) };
  }

  #step(phase: Phase, words: readonly number[], participant: number, heard: Heard, refuses: boolean): CoordinatorStep {
    if (phase === 'unborn' || phase === 'forgotten')
      return { phase, words: speaksOfGid(heard) ? saidTo(words, participant, 'unknown') : words };
    if (this.#wrong === 'an abort answered to an ask while preparing' && phase === 'preparing' && heard === 'asked')
      return { phase, words: saidTo(words, participant, 'abort') };
    const hasty = this.#wrong === 'commit on one yes' && phase === 'preparing' && heard === 'yes';
    const seen = hasty ? words.map((at) => word.vote.put(at, votes.indexOf('yes'))) : words;
    const transaction = asTransaction(phase, hasty ? seen.with(participant, words[participant] ?? 0) : seen, heard);
    const led = coordinate(transaction, signalOf(heard, participant), settingOf(words, refuses));
    const step = asStep(led.transaction, led.tell, words);
    if (!hasty) return step;
    const votesBefore = (at: number, index: number): number =>
      index === participant ? at : word.vote.put(at, word.vote.get(words[index] ?? 0));
    return { phase: step.phase, words: step.words.map(votesBefore) };
  }
}

const speaksOfGid = (heard: Heard): boolean =>
  heard === 'yes' || heard === 'refused' || heard === 'busy' || heard === 'asked';

const saidTo = (words: readonly number[], participant: number, message: DownMessage): readonly number[] =>
  words.map((at, index) => (index === participant ? withDown(at, message) : at));

/** Only what the coordinator itself has noted. */
export function notesOf(at: number): number {
  return word.told.put(
    word.acknowledged.put(word.vote.put(0, word.vote.get(at)), word.acknowledged.get(at)),
    word.told.get(at),
  );
}

/** A participant's word with other notes, and with the messages that came along with them. */
function merged(at: number, step: number): number {
  const noted = word.told.put(
    word.acknowledged.put(word.vote.put(at, word.vote.get(step)), word.acknowledged.get(step)),
    word.told.get(step),
  );
  return word.toParticipant.put(noted, word.toParticipant.get(at) | word.toParticipant.get(step));
}

const heardNumbers: readonly Heard[] = [
  'yes',
  'refused',
  'busy',
  'committed',
  'aborted',
  'mixed',
  'asked',
  'silence',
  'silence for too long',
];

function keyOf(phase: Phase, words: readonly number[], participant: number, heard: Heard, refuses: boolean): number {
  let key =
    ((heardNumbers.indexOf(heard) * 4 + participant) * 2 + (refuses ? 1 : 0)) * phases.length + phaseNumber[phase];
  for (const at of words) key = ((key * 4 + word.vote.get(at)) * 4 + word.acknowledged.get(at)) * 4 + word.told.get(at);
  return key;
}

/** Every deadline is due, and has just come. */
const now = 1_000_000;

function asTransaction(state: TransactionState, words: readonly number[], heard: Heard): GlobalTransaction {
  return {
    gid: 'gid',
    chain: 'gid',
    predecessor: null,
    state,
    legs,
    busyRounds: 0,
    participants: Object.fromEntries(words.map((at, index) => [nameOf(index), asProgress(at)])),
    since: 0,
    preparingSince: heard === 'silence for too long' ? 0 : now,
    asks: 1,
    dueAt: now,
  };
}

function asProgress(at: number): ParticipantProgress {
  const vote = votes[word.vote.get(at)] ?? 'none';
  const as = acknowledgements[word.acknowledged.get(at)] ?? 'none';
  const told = tellings[word.told.get(at)] ?? 'none';
  return {
    ...(told !== 'none' && { told }),
    ...(vote === 'refused' && { vote: { vote, legs: [{ id: 'leg', because }], at: 0 } }),
    ...((vote === 'yes' || vote === 'busy') && { vote: { vote, at: 0 } }),
    ...(as !== 'none' && { acknowledged: { as, at: 0 } }),
  };
}

function asStep(
  { state, participants }: GlobalTransaction,
  tell: readonly { readonly participant: string; readonly tell: DownMessage }[],
  words: readonly number[],
): CoordinatorStep {
  const noted = words.map((at, index) => {
    const { vote, acknowledged, told } = participants[nameOf(index)] ?? {};
    const withVote = word.vote.put(at, votes.indexOf(vote?.vote ?? 'none'));
    const withEnd = word.acknowledged.put(withVote, acknowledgements.indexOf(acknowledged?.as ?? 'none'));
    return word.told.put(withEnd, tellings.indexOf(told ?? 'none'));
  });
  return {
    phase: state,
    words: tell.reduce(
      (all, { participant, tell: said }) => saidTo(all, Number(participant), said),
      noted as readonly number[],
    ),
  };
}

function signalOf(heard: Heard, index: number): CoordinatorSignal {
  const participant = nameOf(index);
  switch (heard) {
    case 'yes':
    case 'busy':
      return { signal: 'vote', participant, vote: { vote: heard } };
    case 'refused':
      return { signal: 'vote', participant, vote: { vote: heard, legs: [{ id: 'leg', because }] } };
    case 'committed':
    case 'aborted':
    case 'mixed':
      return { signal: 'acknowledged', participant, as: heard };
    case 'asked':
      return { signal: 'asked', participant };
    case 'silence':
    case 'silence for too long':
      return { signal: 'silence' };
    default:
      return heard satisfies never;
  }
}

const settingOf = (words: readonly number[], refuses: boolean): CoordinatorSetting => ({
  participants: words.map((_, index) => nameOf(index)),
  now,
  chance: 0,
  nextGid: 'next gid',
  refusalOf: () => (refuses ? because : undefined),
});
