/** Looks again and again. A look that takes longer than the pause between two is not joined by another. */
export class RepeatedLook {
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #again = false;
  #stopped = false;

  /** @param look handles its own troubles: what it throws would end the process */
  constructor(
    private readonly everyMs: number,
    private readonly look: () => Promise<void>,
  ) {}

  start(): void {
    this.#timer = setInterval(() => this.now(), this.everyMs);
  }

  /** Looks at once, unless it is looking. */
  now(): void {
    this.#looking ??= this.look().finally(() => {
      this.#looking = undefined;
      if (!this.#again || this.#stopped) return;
      this.#again = false;
      this.now();
    });
  }

  /** Something has happened that a look under way may have missed: looks at once, or again after it. */
  happened(): void {
    if (this.#looking) this.#again = true;
    else this.now();
  }

  /** Waits for the look under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#looking;
  }
}
