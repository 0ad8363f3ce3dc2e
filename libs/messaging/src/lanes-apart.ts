import { type Lane, laneName } from './outbox-lane.js';
import { backOffMs } from './retriable.js';

interface Apart {
  readonly lane: Lane;
  readonly failures: number;
  readonly dueAtMs: number;
}

/** Lanes that are tried one by one, each with a back-off of its own, because a send with them failed. */
export class LanesApart {
  readonly #apart = new Map<string, Apart>();

  /** What stands apart already keeps its back-off. */
  add(lanes: readonly Lane[], nowMs: number): void {
    for (const lane of lanes)
      if (!this.#apart.has(laneName(lane))) this.#apart.set(laneName(lane), { lane, failures: 0, dueAtMs: nowMs });
  }

  lanes(): readonly Lane[] {
    return this.#apart.size === 0 ? none : [...this.#apart.values()].map(({ lane }) => lane);
  }

  /** The lane that is due first, and for how long it is not due yet. */
  next(nowMs: number): { readonly lane: Lane; readonly waitMs: number } | undefined {
    let first: Apart | undefined;
    for (const apart of this.#apart.values()) if (first === undefined || apart.dueAtMs < first.dueAtMs) first = apart;
    return first && { lane: first.lane, waitMs: Math.max(0, first.dueAtMs - nowMs) };
  }

  /** Puts its next try off; answers how often it has failed alone. */
  failed(lane: Lane, nowMs: number): number {
    const failures = (this.#apart.get(laneName(lane))?.failures ?? 0) + 1;
    this.#apart.set(laneName(lane), { lane, failures, dueAtMs: nowMs + backOffMs(failures) });
    return failures;
  }

  release(lane: Lane): void {
    this.#apart.delete(laneName(lane));
  }
}

const none: readonly Lane[] = [];
