import { type Command, replyTo, type Work } from '#libs/messaging';
import { positionKeysOf } from '../booking/asked-delivery.js';
import type { MeteringState, MeteringTable } from '../store/metering.state.js';
import { wallInstant } from '../store/wall-instant.js';
import { type BookingCommand, readBookingCommand, unreadableRule } from './booking-command.js';
import { bookingFirmed } from './booking-firmed.js';

/** A command is asked for its keys and then decided, perhaps more than once; its body is parsed once. */
const known = new WeakMap<Command, BookingCommand>();

function read(command: Command): BookingCommand {
  const seen = known.get(command);
  if (seen) return seen;
  const fresh = readBookingCommand(command);
  known.set(command, fresh);
  return fresh;
}

/** What the orchestrator asks of metering: book, cancel, firm. The booking's id is the saga's. */
export const meteringCommands: Work<MeteringTable, MeteringState, Command, void> = {
  name: 'metering.commands',
  kindOf: ({ type }) => type,
  touches(command) {
    const { asked } = read(command);
    return { side: [asked.sellerKey, asked.buyerKey], booking: [asked.id], position: positionKeysOf(asked) };
  },
  decide(state, command, now) {
    const decision = read(command).decide(state, wallInstant(now));
    const told = decision.answer === 'accepted' ? bookingFirmed(decision.what.booking) : [];
    return { answer: undefined, send: [...replyTo(command, decision), ...told] };
  },
  parked: {
    touches: (command) => (unreadableRule(command) ? { booking: [command.sagaId] } : {}),
    decide(state, command, _because, now) {
      const rule = unreadableRule(command);
      return { send: rule ? replyTo(command, rule(state, wallInstant(now))) : [] };
    },
  },
};
