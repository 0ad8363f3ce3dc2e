import type { Because } from '#libs/decision';
import type { Command, Outgoing } from './message.js';

/** The two clocks, read from the database with the batch's load; milliseconds since 1970-01-01T00:00Z. */
export interface Instants {
  /** What is past, open or closed in the market. */
  readonly market: number;
  /** Deadlines, retries, leases, `ce_time`. */
  readonly wall: number;
}

/** One statement at a time on one connection, inside one transaction. Statements are named, so they are planned once. */
export interface Transaction {
  query<Row = Record<string, unknown>>(name: string, text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Called once, when it is known whether the transaction has committed; a COMMIT without an answer counts as not. */
  onEnd(listener: (committed: boolean) => void): void;
}

/** One per service, in `store/`. Its tables are named in lock order. */
export interface Store<Table extends string, State> {
  /**
   * Reads and locks (FOR NO KEY UPDATE) every row that the batch touches: tables in order, rows in key order, so that
   * two batches cannot deadlock. Keys come deduplicated and sorted. Issue every statement before awaiting the first:
   * they travel together.
   */
  load(tx: Transaction, keys: Record<Table, readonly string[]>): Promise<State>;
  /** Writes only what changed, one unnest statement per table, all of them issued before awaiting the first. */
  save(tx: Transaction, state: State): Promise<void>;
}

/** One per topic or route. */
export interface Work<Table extends string, State, Message, Answer> {
  /** For logs, metrics and crash points: `settlement.commands`, `POST /v1/trades`. */
  readonly name: string;
  /**
   * A request that was done before is answered as then, by a row of the work's own, so that it needs no mark to be tried
   * again by. Else one whose COMMIT was not answered would be told that what it asks for cannot be done any more.
   */
  readonly knowsRepeats?: boolean;
  /** For crash points: a finer name for one message, where the work handles several kinds. */
  kindOf?(message: Message): string;
  /** Pure: the keys of every row that `decide` will look at. Throws when the message cannot be read. */
  touches(message: Message): Partial<Record<Table, readonly string[]>>;
  /** Pure apart from putting into the batch's own rows. A throw parks this message and no other. */
  decide(
    state: State,
    message: Message,
    now: Instants,
  ): { readonly answer: Answer; readonly send: readonly Outgoing[] };
  /** What a command that is parked still owes its saga; called in the transaction that parks it. */
  parked?: {
    touches(command: Command): Partial<Record<Table, readonly string[]>>;
    decide(state: State, command: Command, because: Because, now: Instants): { readonly send: readonly Outgoing[] };
  };
}
