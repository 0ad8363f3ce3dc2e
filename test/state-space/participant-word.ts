import { bitFields } from './bit-field.js';

/**
 * All that there is of one participant and one gid, in one word: its database, the handlers in its memory, what the
 * coordinator has noted of it, and the messages between the two, which stay once they are sent.
 */
export const word = bitFields({
  // In the participant's database.
  row: 1,
  prepared: 1,
  outcome: 2,
  /** The coordinator has said that it knows no such gid, so the outcome may be pruned. */
  unknownHeard: 1,
  // In its memory, gone with a crash.
  attempt: 2,
  looked: 3,
  /** What has happened for good: effects that were committed. Nobody reads it but the invariants. */
  did: 1,
  // In the coordinator's database.
  vote: 2,
  acknowledged: 2,
  told: 2,
  // Under way.
  toParticipant: 4,
  toCoordinator: 7,
});

export const outcomes = ['none', 'committed', 'tombstone'] as const;

/** How far a handler of a prepare has come: it found nothing, committed the branch row, has begun and holds the marker. */
export const attempt = { none: 0, found: 1, rowed: 2, running: 3 } as const;

export const votes = ['none', 'yes', 'refused', 'busy'] as const;
export const acknowledgements = ['none', 'committed', 'aborted', 'mixed'] as const;
export const tellings = ['none', 'prepare', 'commit', 'abort'] as const;

export const downMessages = ['prepare', 'commit', 'abort', 'unknown'] as const;
export type DownMessage = (typeof downMessages)[number];

export const upMessages = ['yes', 'refused', 'busy', 'committed', 'aborted', 'mixed', 'asked'] as const;
export type UpMessage = (typeof upMessages)[number];

const downBits = Object.fromEntries(downMessages.map((message, index) => [message, 1 << index])) as Record<
  DownMessage,
  number
>;
const upBits = Object.fromEntries(upMessages.map((message, index) => [message, 1 << index])) as Record<
  UpMessage,
  number
>;

export const hasDown = (of: number, message: DownMessage): boolean =>
  (word.toParticipant.get(of) & downBits[message]) !== 0;

export const withDown = (of: number, message: DownMessage): number =>
  word.toParticipant.put(of, word.toParticipant.get(of) | downBits[message]);

export const hasUp = (of: number, message: UpMessage): boolean => (word.toCoordinator.get(of) & upBits[message]) !== 0;

export const withUp = (of: number, message: UpMessage): number =>
  word.toCoordinator.put(of, word.toCoordinator.get(of) | upBits[message]);

export const withoutMessages = (of: number): number => word.toParticipant.put(word.toCoordinator.put(of, 0), 0);
