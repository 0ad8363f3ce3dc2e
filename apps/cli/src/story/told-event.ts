import { parseInstant } from '#libs/market';

/** What happens in one instant, in the order in which one thing leads to the other. */
const order = ['begin', 'answer', 'operator', 'decide', 'ask', 'end'] as const;

/** Something that happened, as a sentence. */
export interface ToldEvent {
  /** An instant by the wall clock, RFC 3339. */
  readonly at: string;
  readonly kind: (typeof order)[number];
  readonly text: string;
}

/** Milliseconds since 1970; what is no instant sorts first. */
export const msOf = (instant: string): number => {
  const ms = parseInstant(instant);
  return ms === 'malformed' ? 0 : ms;
};

/** Events in the order of time. */
export const inOrder = (events: readonly ToldEvent[]): ToldEvent[] =>
  events.toSorted((one, other) => msOf(one.at) - msOf(other.at) || order.indexOf(one.kind) - order.indexOf(other.kind));
