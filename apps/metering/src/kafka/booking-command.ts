import { bookDeliveryV1, cancelBookingV1, firmBookingV1, topics } from '#libs/contracts';
import type { Decision } from '#libs/decision';
import type { Instant } from '#libs/market';
import { type Command, isUuid } from '#libs/messaging';
import { type AskedDelivery, askedDelivery } from '../booking/asked-delivery.js';
import type { Booking, BookingChange } from '../booking/booking.js';
import { decideBooking } from '../booking/decide-booking.js';
import { decideCancel } from '../booking/decide-cancel.js';
import { decideFirm } from '../booking/decide-firm.js';
import { decideUnreadableBooking, decideUnreadableCancel, decideUnreadableFirm } from '../booking/decide-unreadable.js';
import type { MeteringState } from '../store/metering.state.js';

type Answer = Decision<BookingChange, string>;

interface Handler {
  /** The contract of the body. */
  readonly body: typeof bookDeliveryV1.body;
  /** Whether a refusal is an answer for ever, and kept as a row. */
  readonly keepsRefusal: boolean;
  decide(asked: AskedDelivery, state: MeteringState, at: Instant): Answer;
  /** What the command still owes when it was parked. */
  unreadable(known: Booking | undefined, id: string, at: Instant): Answer;
}

const positionIn = (state: MeteringState) => (key: string) => state.positions.get(key);

/** Every command that metering understands, by its type. What is not here cannot be asked. */
const handlers: ReadonlyMap<string, Handler> = new Map<string, Handler>([
  [
    bookDeliveryV1.type,
    {
      body: bookDeliveryV1.body,
      keepsRefusal: true,
      decide(asked, state, at) {
        const sides = { seller: state.sides.get(asked.sellerKey), buyer: state.sides.get(asked.buyerKey) };
        return decideBooking(state.bookings.get(asked.id), asked, sides, positionIn(state), at);
      },
      unreadable: decideUnreadableBooking,
    },
  ],
  [
    cancelBookingV1.type,
    {
      body: cancelBookingV1.body,
      keepsRefusal: false,
      decide: (asked, state, at) => decideCancel(state.bookings.get(asked.id), asked, positionIn(state), at),
      unreadable: decideUnreadableCancel,
    },
  ],
  [
    firmBookingV1.type,
    {
      body: firmBookingV1.body,
      keepsRefusal: false,
      decide: (asked, state, at) => decideFirm(state.bookings.get(asked.id), asked, positionIn(state), at),
      unreadable: decideUnreadableFirm,
    },
  ],
]);

/** A command that was read: what it is about, and its rule, which puts what it changes into the state. */
export interface BookingCommand {
  readonly asked: AskedDelivery;
  decide(state: MeteringState, at: Instant): Answer;
}

const replyTopics: ReadonlySet<string> = new Set([topics.tradingReplies.name]);

/** Reads a command. Throws where its type, its saga's id, its topic for the reply or its body is not understood. */
export function readBookingCommand({ type, sagaId, replyTo, body }: Command): BookingCommand {
  const handler = handlers.get(type);
  if (!handler) throw new Error(`metering does not know the command ${type}`);
  if (!isUuid(sagaId)) throw new Error(`the saga's id ${sagaId} is not a UUID in lower case`);
  if (!replyTopics.has(replyTo)) throw new Error(`no replies are awaited on ${replyTo}`);
  const asked = askedDelivery(sagaId, handler.body.parse(body));
  return {
    asked,
    decide(state, at) {
      const decision = handler.decide(asked, state, at);
      put(decision, handler, sagaId, state, at);
      return decision;
    },
  };
}

/** The rule for a command that was parked; nothing where not even its type, its saga or whom to answer is known. */
export function unreadableRule({
  type,
  sagaId,
  replyTo,
}: Command): ((state: MeteringState, at: Instant) => Answer) | undefined {
  const handler = handlers.get(type);
  if (!handler || !isUuid(sagaId) || !replyTopics.has(replyTo)) return undefined;
  return (state, at) => {
    const decision = handler.unreadable(state.bookings.get(sagaId), sagaId, at);
    put(decision, handler, sagaId, state, at);
    return decision;
  };
}

/** Keeps what a decision changes; a refused booking is kept where nothing was known of it. */
function put(decision: Answer, handler: Handler, id: string, state: MeteringState, at: Instant): void {
  if (decision.answer === 'accepted') {
    state.bookings.put(decision.what.booking);
    for (const position of decision.what.positions) state.positions.put(position);
  } else if (decision.answer === 'refused' && handler.keepsRefusal && !state.bookings.get(id)) {
    state.bookings.put({ id, state: 'refused', because: decision.because, since: at });
  }
}
