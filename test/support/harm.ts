import type { RequestFrame } from './wire.js';

/** Something that a proxy does to what passes through it, until it is ended. */
export interface Harm {
  /** How many connections, pieces or answers it has changed so far. */
  readonly strikes: number;
  /** Ends it; what it has done to connections stays done. Repeats are harmless. */
  end(): Promise<void>;
}

/** Requests that stand still. */
export interface HeldRequests {
  readonly count: number;
  letGo(): void;
}

/**
 * Which requests are meant: a rule, or what they ask for: `COMMIT`, `COMMIT PREPARED` with whatever name, `Produce`.
 */
export type Meant = string | ((frame: RequestFrame) => boolean);

export const isMeant = (meant: Meant, frame: RequestFrame): boolean =>
  typeof meant === 'function' ? meant(frame) : frame.asks === meant || frame.asks?.startsWith(`${meant} '`) === true;

/** A number that is drawn anew each time. */
export type Drawn = () => number;
