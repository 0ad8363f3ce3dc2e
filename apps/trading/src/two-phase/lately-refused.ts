import type { Because } from '#libs/decision';

/** So long a refusal is remembered: whoever had no money a minute ago may have some by now. */
const rememberedMs = 60_000;
/** A global transaction of suspects is for nothing mostly: where there are many, they come together for so long. */
const apartMs = 200;
/** Beyond this the oldest are forgotten. */
const mostRemembered = 10_000;

/**
 * Whose trades were refused lately. A refused trade costs all others of its global transaction another round, and whoever
 * lacks money or capacity lacks it for the next trade too: such trades are gathered apart. It is a guess and decides
 * nothing else, so each process has its own, and a restart forgets it.
 */
export class LatelyRefused {
  readonly #refusedAt = new Map<string, number>();
  #gatheredAt = Number.NEGATIVE_INFINITY;

  /** A trade was refused because of what its refusal names. */
  refused(keys: readonly string[], because: Because, now: number): void {
    for (const named of Object.values(because)) {
      if (typeof named !== 'string' || !keys.includes(named)) continue;
      this.#refusedAt.delete(named);
      this.#refusedAt.set(named, now);
    }
    for (const oldest of this.#refusedAt.keys()) {
      if (this.#refusedAt.size <= mostRemembered) break;
      this.#refusedAt.delete(oldest);
    }
  }

  /** A trade of these was accepted: they are as good as any others. */
  accepted(keys: readonly string[]): void {
    if (this.#refusedAt.size > 0) for (const key of keys) this.#refusedAt.delete(key);
  }

  /** Whether so many suspects are to be gathered now, and not to wait for more; `enough` fill a global transaction. */
  mayGather(suspects: number, enough: number, now: number): boolean {
    if (suspects === 0 || (suspects < enough && now - this.#gatheredAt < apartMs)) return false;
    this.#gatheredAt = now;
    return true;
  }

  /** Whether a trade of these may well be refused. */
  isSuspect(keys: readonly string[], now: number): boolean {
    return keys.some((key) => now - (this.#refusedAt.get(key) ?? Number.NEGATIVE_INFINITY) < rememberedMs);
  }
}
