import { holdFundsV1 } from '#libs/contracts';
import { type Command, type Instants, type Outgoing, replyTo, type Work } from '#libs/messaging';
import { steppingAside } from '#libs/two-phase-branch';
import type { MilliCentsPerMWh } from '#libs/units';
import { decideHoldInDoubt } from '../hold/decide-hold-in-doubt.js';
import { putChanges, type SettlementState, type SettlementTable } from '../store/settlement.state.js';
import { wallInstant } from '../store/wall-instant.js';
import { freezeMixed, isFreeze } from './freeze-mixed.work.js';
import { settlementCommands } from './settlement-commands.work.js';

/** Shorter than the 20 s that a trade's saga waits for a do, so that its refusal is still an answer. */
export const mostWaitMs = 15_000;

/**
 * Settlement's commands, those that step aside while an account is in doubt, and those that come back. A hold is refused
 * when it has waited for long; whatever gives back or finishes waits on, and so does a freeze.
 *
 * @param rate of the trading fee
 */
export function waitingCommands(rate: MilliCentsPerMWh) {
  const commands = settlementCommands(rate);
  const workOf = (command: Command) => (isFreeze(command) ? freezeMixed : commands);
  const all: Work<SettlementTable, SettlementState, Command, void> = {
    ...commands,
    touches: (command) => workOf(command).touches(command),
    decide: (state, command, now) => workOf(command).decide(state, command, now),
  };

  function refuseInDoubt(state: SettlementState, command: Command, now: Instants): readonly Outgoing[] | undefined {
    if (command.type !== holdFundsV1.type) return undefined;
    // A row that is there answers without its accounts.
    if (state.holds.get(command.sagaId)) return all.decide(state, command, now).send;
    const party = keysOf(command).find((account) => state.inDoubt.has(account)) ?? '';
    const gid = state.inDoubt.get(party) ?? '';
    const { decision, changes } = decideHoldInDoubt(command.sagaId, party, gid, wallInstant(now));
    putChanges(state, changes);
    return replyTo(command, decision);
  }

  const keysOf = (command: Command): readonly string[] => all.touches(command).account ?? [];
  return steppingAside(all, { keysOf, refuseInDoubt, mostWaitMs });
}
