import { type Outgoing, toParticipant } from '#libs/messaging';
import type { ParticipantMessage, Vote } from '#libs/two-phase';

/** What every word of a participant names. */
export interface Speaking {
  readonly votesTopic: string;
  readonly participant: string;
}

/** One word to the coordinator; the gid is the key, so that one instance hears all of them in order. */
const said = ({ votesTopic }: Speaking, message: ParticipantMessage): Outgoing => toParticipant(votesTopic, message);

export function voteOf(speaking: Speaking, gid: string, legs: readonly string[], vote: Vote): Outgoing {
  const common = { type: 'two-phase.vote.v1', key: gid, gid, participant: speaking.participant, legs } as const;
  if (vote.vote === 'refused') return said(speaking, { ...common, vote: 'refused', refused: vote.legs });
  if (vote.vote === 'yes') return said(speaking, { ...common, vote: 'yes' });
  return said(speaking, { ...common, vote: 'busy', ...(vote.because && { because: vote.because }) });
}

export function acknowledgedAs(
  speaking: Speaking,
  gid: string,
  legs: readonly string[],
  as: 'committed' | 'aborted' | 'mixed',
): Outgoing {
  const { participant } = speaking;
  return said(speaking, { type: 'two-phase.acknowledged.v1', key: gid, gid, participant, legs, as });
}

export function askedAbout(speaking: Speaking, gid: string, legs: readonly string[]): Outgoing {
  return said(speaking, { type: 'two-phase.asked.v1', key: gid, gid, participant: speaking.participant, legs });
}
