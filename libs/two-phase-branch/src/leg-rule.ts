import type { Refused } from '#libs/decision';
import type { Instants, Outgoing } from '#libs/messaging';

/** How a participant reads the legs of a global transaction. */
export interface LegRule<Table extends string, State> {
  /** Throws where the body is not what a leg promises; the leg is then refused as unreadable. */
  read(id: string, body: unknown): ReadLeg<Table, State>;
}

/** A leg that was read: the rows it touches, and its rule with the body already in it. */
export interface ReadLeg<Table extends string, State> {
  /** What others step aside for, by the names that all participants agree on. */
  readonly keys: readonly string[];
  /** Every row that `decide` will look at. */
  readonly touches: Partial<Record<Table, readonly string[]>>;
  /**
   * Puts what the leg does into the rows in its final state, to come into being with the commit; or refuses and puts
   * nothing. It sees the rows as the legs before it left them.
   */
  decide(
    state: State,
    now: Instants,
  ): { readonly answer: 'accepted'; readonly send: readonly Outgoing[] } | Refused<string>;
}
