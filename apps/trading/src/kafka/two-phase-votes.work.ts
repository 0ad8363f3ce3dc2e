import type { Because } from '#libs/decision';
import { isUuid, toParticipant, type Work } from '#libs/messaging';
import type { CoordinatorSignal, ParticipantMessage, Vote } from '#libs/two-phase';
import type { TradingState } from '../store/trading.state.js';
import { isParticipant, type Participant } from '../two-phase/legs-of-trades.js';
import { type Coordination, decisionMessage, topicsOf } from './coordination.js';

/** What a participant's word led to; for logs and tests. */
export type VoteHandled = 'heard' | 'unknown' | 'not ours';

/**
 * Participants' votes, acknowledgements and questions, each fed to its global transaction. A gid that is not known here
 * any more, or never was, is answered so; one that another system has made is nobody's business here.
 *
 * @param isOurs whether this system has made the gid
 */
export function twoPhaseVotes(
  coordination: Coordination,
  isOurs: (gid: string) => boolean,
): Work<'global transaction' | 'saga', TradingState, ParticipantMessage, VoteHandled> {
  return {
    name: 'two-phase votes',
    kindOf: ({ type }) => type,
    touches: (message) => {
      const fault = faultOf(message);
      if (fault) throw new Error(fault);
      return { 'global transaction': [message.gid], saga: message.legs };
    },
    decide(state, message, now) {
      const { gid, participant } = message;
      if (!isOurs(gid)) return { answer: 'not ours', send: [] };
      const transaction = state.transactions.get(gid);
      if (transaction) return { answer: 'heard', send: coordination.hear(state, transaction, signalOf(message), now) };
      // Whoever acknowledges has ended its branch and awaits nothing.
      const awaits = message.type !== 'two-phase.acknowledged.v1';
      const { decide } = topicsOf[participant as Participant];
      return {
        answer: 'unknown',
        send: awaits ? [toParticipant(decide, decisionMessage(gid, 'unknown', message.legs))] : [],
      };
    },
  };
}

function signalOf(message: ParticipantMessage): CoordinatorSignal {
  const { participant } = message;
  if (message.type === 'two-phase.asked.v1') return { signal: 'asked', participant };
  if (message.type === 'two-phase.acknowledged.v1') return { signal: 'acknowledged', participant, as: message.as };
  return { signal: 'vote', participant, vote: voteOf(message) };
}

function voteOf(message: Extract<ParticipantMessage, { type: 'two-phase.vote.v1' }>): Vote {
  if (message.vote === 'refused') return { vote: 'refused', legs: message.refused };
  const { vote, because } = message;
  return vote === 'busy' && because ? { vote, because } : { vote };
}

const knownTypes = ['two-phase.vote.v1', 'two-phase.acknowledged.v1', 'two-phase.asked.v1'];

type Unread = Readonly<Record<string, unknown>>;

/** Why a participant's message cannot be read; undefined when it can. */
function faultOf(message: Unread | null): string | undefined {
  if (typeof message !== 'object' || message === null) return 'a message of a participant is an object';
  const { type, key, gid, participant, legs } = message;
  if (typeof type !== 'string' || !knownTypes.includes(type)) return `type ${JSON.stringify(type)} is not known`;
  if (typeof gid !== 'string' || gid === '' || gid !== key) return 'gid is not the key';
  if (typeof participant !== 'string' || !isParticipant(participant)) return 'participant is not known';
  if (!Array.isArray(legs) || legs.length === 0 || !legs.every(isUuid)) return 'legs are not ids of trades';
  if (type === 'two-phase.vote.v1') return faultOfVote(message);
  if (type === 'two-phase.acknowledged.v1' && !['committed', 'aborted', 'mixed'].includes(String(message['as'])))
    return `as ${JSON.stringify(message['as'])} is no end of a branch`;
  return undefined;
}

function faultOfVote({ vote, because, refused, legs }: Unread): string | undefined {
  if (vote === 'yes' || vote === 'busy')
    return because === undefined || isBecause(because) ? undefined : 'because has no reason';
  if (vote !== 'refused') return `vote ${JSON.stringify(vote)} is not known`;
  const said = Array.isArray(refused) ? (refused as readonly Unread[]) : [];
  if (said.length === 0) return 'no leg is refused';
  const isOne = ({ id, because: why }: Unread): boolean => (legs as readonly unknown[]).includes(id) && isBecause(why);
  return said.every((one) => typeof one === 'object' && one !== null && isOne(one))
    ? undefined
    : 'a refused leg has no reason, or is none of the legs';
}

const isBecause = (because: unknown): boolean =>
  typeof (because as Partial<Because> | null | undefined)?.reason === 'string';
