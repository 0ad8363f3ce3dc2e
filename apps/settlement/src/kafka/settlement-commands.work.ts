import { type Command, replyTo, type Work } from '#libs/messaging';
import type { MilliCentsPerMWh } from '#libs/units';
import { putChanges, type SettlementState, type SettlementTable } from '../store/settlement.state.js';
import { wallInstant } from '../store/wall-instant.js';
import { type HoldCommand, readHoldCommand, unreadableRule } from './hold-command.js';
import { tradePaid } from './trade-paid.js';

/**
 * What the orchestrator asks of settlement: hold, void, post. The hold's id is the saga's.
 *
 * @param rate of the trading fee, for holds to come; what is held keeps its fee
 */
export function settlementCommands(rate: MilliCentsPerMWh): Work<SettlementTable, SettlementState, Command, void> {
  // A command is asked for its keys and then decided, perhaps more than once; its body is parsed once.
  const known = new WeakMap<Command, HoldCommand>();
  const read = (command: Command): HoldCommand => {
    const seen = known.get(command);
    if (seen) return seen;
    const fresh = readHoldCommand(command, rate);
    known.set(command, fresh);
    return fresh;
  };

  return {
    name: 'settlement.commands',
    kindOf: ({ type }) => type,
    touches: (command) => ({ account: read(command).accounts, hold: [command.sagaId] }),
    decide(state, command, now) {
      const at = wallInstant(now);
      const { decision, changes } = read(command).decide(state, at);
      putChanges(state, changes);
      return { answer: undefined, send: [...replyTo(command, decision), ...tradePaid(changes, at)] };
    },
    parked: {
      touches: (command) => (unreadableRule(command) ? { hold: [command.sagaId] } : {}),
      decide(state, command, _because, now) {
        const rule = unreadableRule(command);
        if (!rule) return { send: [] };
        const { decision, changes } = rule(state, wallInstant(now));
        putChanges(state, changes);
        return { send: replyTo(command, decision) };
      },
    },
  };
}
