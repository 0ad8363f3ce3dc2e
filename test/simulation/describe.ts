import type { Command, Outgoing, Reply } from '#libs/messaging';
import type { DecisionMessage, ParticipantMessage, PrepareMessage } from '#libs/two-phase';

type Message = Command | Reply | DecisionMessage | ParticipantMessage | PrepareMessage;

/** `trade 2`, where the id is a trade's. */
export const nameOf = (id: string): string => (id.startsWith('0198c0de-') ? `trade ${id.slice(-1)}` : id);

/** `hold funds for trade 2`, or `void hold`, as its type says. */
const orderOf = ({ type, sagaId, attempt }: Command): string =>
  `${type.split('.')[1]?.replaceAll('-', ' ')} for ${nameOf(sagaId)}${attempt > 1 ? ` (ask ${attempt})` : ''}`;

/** A message of the inside, in words. */
export function describeMessage(message: unknown): string {
  const said = message as Message;
  if ('sagaId' in said) return orderOf(said);
  if ('re' in said) {
    const [saga = '', step, direction] = said.re.split('/');
    const because = said.because ? ` because ${said.because.reason}` : '';
    return `${direction} '${step}' of ${nameOf(saga)} ${said.answer}${because}`;
  }
  const kind = said.type.split('.')[1];
  if ('participant' in said) {
    const word = 'vote' in said ? said.vote : 'as' in said ? said.as : '';
    return `${said.participant} ${kind} ${word} for ${said.gid}`.replace('  ', ' ');
  }
  const legs = 'legs' in said ? said.legs.map((leg) => nameOf(typeof leg === 'string' ? leg : leg.id)).join(', ') : '';
  return `${kind} ${said.gid} (${legs})`;
}

/** What is sent, behind what led to it. */
export function describeSent(sent: readonly Outgoing[]): string {
  const said = sent.map((one) =>
    one.kind === 'internal' ? describeMessage(one.message) : one.kind === 'public' ? `event ${eventOf(one.event)}` : '',
  );
  return said.length === 0 ? '' : ` → ${said.join('; ')}`;
}

const eventOf = ({ type, subject, data }: { type: string; subject: string; data: { sequence: number } }): string =>
  `${type} of ${nameOf(subject)}, ${data.sequence}`;
