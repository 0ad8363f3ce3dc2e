import { noteAlive, noteStopped } from './instances.js';

const beatEveryMs = 2_000;

/**
 * Says every two seconds that this instance is alive, as long as it reaches its database, and takes its row away when it
 * is stopped. One that was killed stays listed, as gone, until it is started again or is forgotten.
 */
export class Heartbeat {
  readonly name = 'the heartbeat';
  #timer: NodeJS.Timeout | undefined;
  #beating: Promise<void> | undefined;
  #startedAt: Date | undefined;
  #missed = false;

  constructor(
    private readonly database: Parameters<typeof noteAlive>[0],
    private readonly instance: { readonly id: string; readonly version: string },
    private readonly onTrouble: (error: unknown, what: string) => void,
    private readonly everyMs = beatEveryMs,
  ) {}

  /** Resolves after the first beat. */
  async start(): Promise<void> {
    this.#timer = setInterval(() => void this.#beatOnce(), this.everyMs);
    await this.#beatOnce();
  }

  /** Waits for the beat under way, behind which the row would stand again. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#beating;
    await noteStopped(this.database, this.instance.id);
  }

  /** A beat that hangs is not joined by others, each of which would hold a connection. */
  #beatOnce(): Promise<void> {
    this.#beating ??= this.#beat().finally(() => {
      this.#beating = undefined;
    });
    return this.#beating;
  }

  async #beat(): Promise<void> {
    try {
      this.#startedAt = await noteAlive(this.database, this.instance, this.#startedAt);
      this.#missed = false;
    } catch (error) {
      // Said once: whoever cannot reach the database hears of it from everything else.
      if (!this.#missed) this.onTrouble(error, 'the heartbeat could not be written');
      this.#missed = true;
    }
  }
}
