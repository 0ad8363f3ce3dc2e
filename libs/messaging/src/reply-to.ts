import type { Decision } from '#libs/decision';
import { type Command, type Outgoing, type Reply, toParticipant } from './message.js';

/** The reply to a command: `already` travels as accepted, and what is ignored is never answered. */
export function replyTo(command: Command, decision: Decision<unknown, string>): readonly Outgoing[] {
  if (decision.answer === 'ignored') return [];
  const reply: Reply = {
    id: `${command.id}/reply`,
    type: 'saga.reply.v1',
    key: command.sagaId,
    re: command.id,
    attempt: command.attempt,
    ...(decision.answer === 'refused' ? { answer: 'refused', because: decision.because } : { answer: 'accepted' }),
  };
  return [toParticipant(command.replyTo, reply)];
}
