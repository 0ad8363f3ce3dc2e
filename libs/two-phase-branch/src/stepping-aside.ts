import type { Command, Instants, Outgoing, Work } from '#libs/messaging';
import type { AsideState, WaitingCommand } from './waiting-command.js';

/** How a service's commands step aside. */
export interface AsideParts<State> {
  /** Of the rows that a command touches, the keys that may be in doubt. */
  readonly keysOf: (command: Command) => readonly string[];
  /**
   * Refuses a do that can be undone because it has waited for too long: puts its refusal and answers what to send.
   * Undefined for any other command, which waits on. A row of the same do may be there already.
   */
  readonly refuseInDoubt: (state: State, command: Command, now: Instants) => readonly Outgoing[] | undefined;
  /** How long such a do waits at most. Shorter than the orchestrator waits for the answer. */
  readonly mostWaitMs: number;
}

/** A work in two: one for commands as they arrive, one for those that have waited. */
export interface SteppingAside<Table extends string, State> {
  readonly arriving: Work<Table, State, Command, void>;
  readonly resumed: Work<Table, State, WaitingCommand, void>;
}

/**
 * Lets commands that meet a row in doubt wait in a table of their own, so that everything else of their batch goes on.
 * An undo may overtake a do that waits: the undo's tombstone decides then.
 */
export function steppingAside<Table extends string, State extends AsideState>(
  work: Work<Table, State, Command, void>,
  { keysOf, refuseInDoubt, mostWaitMs }: AsideParts<State>,
): SteppingAside<Table, State> {
  const doubtOf = ({ inDoubt }: State, command: Command): string | undefined => {
    for (const key of inDoubt.size === 0 ? [] : keysOf(command)) {
      const gid = inDoubt.get(key);
      if (gid !== undefined) return gid;
    }
    return undefined;
  };
  const commandOf = ({ body }: WaitingCommand): Command => body as Command;

  return {
    arriving: {
      ...work,
      decide(state, command, now) {
        const gid = doubtOf(state, command);
        if (gid === undefined) return work.decide(state, command, now);
        state.waiting.put({ command: command.id, gid, body: command, since: now.wall });
        return { answer: undefined, send: [] };
      },
    },
    resumed: {
      name: `${work.name} after waiting`,
      kindOf: (waiting) => work.kindOf?.(commandOf(waiting)) ?? work.name,
      touches: (waiting) => work.touches(commandOf(waiting)),
      decide(state, waiting, now) {
        const command = commandOf(waiting);
        const over = (send: readonly Outgoing[]): { answer: undefined; send: readonly Outgoing[] } => {
          state.waiting.put({ ...waiting, over: true });
          return { answer: undefined, send };
        };
        const gid = doubtOf(state, command);
        if (gid === undefined) return over(work.decide(state, command, now).send);
        const refusal = now.wall - waiting.since < mostWaitMs ? undefined : refuseInDoubt(state, command, now);
        if (refusal !== undefined) return over(refusal);
        if (gid !== waiting.gid) state.waiting.put({ ...waiting, gid });
        return { answer: undefined, send: [] };
      },
    },
  };
}
