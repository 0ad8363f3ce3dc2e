import type { Command, Outgoing, Work } from '#libs/messaging';
import type { LegRule, SteppingAside } from '#libs/two-phase-branch';
import type { BranchRows } from './branch-rows.js';
import type { SimulatedTransaction } from './simulated-database.js';
import type { SimulatedProcess } from './simulated-process.js';
import type { SimulatedStore } from './simulated-store.js';

type Topics = { readonly commands: string; readonly prepare: string; readonly decide: string };

/** What is a participant's own. */
export interface ParticipantParts<Table extends string, State> {
  readonly participant: string;
  readonly topics: Topics;
  readonly store: SimulatedStore<State> & { loadInBranch: SimulatedStore<State>['load'] };
  readonly branches: BranchRows;
  readonly legs: LegRule<Table, State>;
  readonly commands: SteppingAside<Table, State>;
  /** The same without stepping aside: what a person does by hand. */
  readonly byHand: Work<Table, State, Command, void>;
  /** Shows a rule its row as a mistake would see it. */
  readonly seen: (state: State, command: Command, decide: (state: State) => Decided) => Decided;
  /** Whether a branch may be committed, or prepared, at this moment, by all that the other databases say. */
  readonly mayCommit: (gid: string) => void;
  readonly mayPrepare: (gid: string) => void;
  readonly mostWaitMs: number;
}

export interface Decided {
  readonly answer: unknown;
  readonly send: readonly Outgoing[];
}

/** The process as its branches see it. */
export interface BranchProcess extends SimulatedProcess {
  /** Writes and says something in a transaction of its own. */
  tell(sent: readonly Outgoing[], act: (tx: SimulatedTransaction) => void): void;
}
