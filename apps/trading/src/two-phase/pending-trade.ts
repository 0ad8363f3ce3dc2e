/** A two-phase trade that is in no global transaction yet. */
export interface PendingTrade {
  /** The trade's id. */
  readonly trade: string;
  readonly keys: readonly string[];
  /** Wall-clock milliseconds. */
  readonly since: number;
  /** The chain of global transactions that has to end first; null while nothing is known to be in the way. */
  readonly waitsFor: string | null;
  /** It waits no longer: it was gathered, or rejected. */
  readonly over?: true;
}

/** Why trades that share a key cannot be gathered at the moment. */
export interface TakenKeys {
  /** The chain of global transactions that has to end first. */
  readonly chain: string;
  readonly keys: readonly string[];
  /** Of keys that are kept for a trade that has waited for long: since when it has. Younger trades wait behind it. */
  readonly keptSince?: number;
}
