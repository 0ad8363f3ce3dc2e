import { msOf, type ToldEvent } from './told-event.js';
import type { AuditDocument, ParkedDocument, TimelineEntry } from './trade-facts.js';

/** What an operator does to a saga, by the name of the action. */
const did: Readonly<Record<string, string>> = {
  retry: 'had the stuck steps asked again',
  'force undo': 'had everything undone by force',
  skip: 'skipped a stuck step, to be done by hand',
  pause: 'paused it',
  resume: 'resumed it',
};

/**
 * What operators did to the trade's saga, in the order of the timeline. Who it was and why stand in the audit, which
 * operators alone may read: without it the story says that somebody did it.
 */
export function operatorEvents(timeline: readonly TimelineEntry[], audits: readonly AuditDocument[]): ToldEvent[] {
  const unread = audits.filter(({ of }) => of.startsWith('saga/'));
  const acted = timeline.filter(({ direction }) => direction === 'by an operator');
  const told = acted.map(({ step: action, steps, askedAt: at }): ToldEvent => {
    const index = unread.findIndex((one) => one.action === action);
    const audit = index < 0 ? undefined : unread.splice(index, 1)[0];
    const about = steps === undefined ? '' : ` (${steps.join(', ')})`;
    const why = audit === undefined ? '' : `: "${audit.why}"`;
    const sentence = `${audit?.who ?? 'An operator'} ${did[action] ?? `did '${action}'`}${about}${why}`;
    return { at, kind: 'operator', text: ended(sentence) };
  });
  return told.toSorted((one, other) => msOf(one.at) - msOf(other.at));
}

/** What operators did to the trade itself: took it back. */
export const counterTradeEvents = (tradeId: string, audits: readonly AuditDocument[]): ToldEvent[] =>
  audits
    .filter(({ of, action }) => of === `trade/${tradeId}` && action === 'counter-trade')
    .map(({ at, who, why, details }) => ({
      at,
      kind: 'operator',
      text: ended(`${who} took it back by counter-trade ${details['counterTradeId']}: "${why}"`),
    }));

/** Messages of the trade that could not be handled, and what operators did with them. */
export const parkedEvents = (parked: readonly ParkedDocument[]): ToldEvent[] =>
  parked.flatMap(({ name, topic, reason, parkedAt, state, settled }): ToldEvent[] => {
    const service = name.split('/')[0] ?? name;
    const text = `${service.charAt(0).toUpperCase()}${service.slice(1)} parked a message of it from ${topic}: ${reason}`;
    return [
      { at: parkedAt, kind: 'answer', text: ended(`${text} (${name})`) },
      ...(settled === null
        ? []
        : [
            {
              at: settled.at,
              kind: 'operator' as const,
              text: ended(`${settled.by} ${state} the parked message ${name}: "${settled.why}"`),
            },
          ]),
    ];
  });

const ended = (sentence: string): string => (sentence.endsWith('.') ? sentence : `${sentence}.`);
