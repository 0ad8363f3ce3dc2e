import { bookDeliveryV1 } from '#libs/contracts';
import { refused } from '#libs/decision';
import { type Command, type Instants, type Outgoing, replyTo } from '#libs/messaging';
import { steppingAside } from '#libs/two-phase-branch';
import type { MeteringState } from '../store/metering.state.js';
import { wallInstant } from '../store/wall-instant.js';
import { meteringCommands } from './metering-commands.work.js';

/** Shorter than the 20 s that a trade's saga waits for a do, so that its refusal is still an answer. */
export const mostWaitMs = 15_000;

const keysOf = (command: Command): readonly string[] => meteringCommands.touches(command).side ?? [];

/** Refuses a booking for good whose side has been in doubt for longer than its trade can wait, unless a row decides. */
function refuseInDoubt(state: MeteringState, command: Command, now: Instants): readonly Outgoing[] | undefined {
  if (command.type !== bookDeliveryV1.type) return undefined;
  const { sagaId: id } = command;
  // A row that is there answers without its sides.
  if (state.bookings.get(id)) return meteringCommands.decide(state, command, now).send;
  const side = keysOf(command).find((key) => state.inDoubt.has(key)) ?? '';
  const refusal = refused('row in doubt', { side, gid: state.inDoubt.get(side) ?? '' });
  state.bookings.put({ id, state: 'refused', because: refusal.because, since: wallInstant(now) });
  return replyTo(command, refusal);
}

/**
 * Metering's commands, those that step aside while a side is in doubt, and those that come back. A booking is refused
 * when it has waited for long; whatever gives back or finishes waits on.
 */
export const waitingCommands = steppingAside(meteringCommands, { keysOf, refuseInDoubt, mostWaitMs });
