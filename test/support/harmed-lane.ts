import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';

/** More than this waits at the sender: it is not read until the receiver has taken some. */
const mostWaitingBytes = 256 * 1024;

/** What is done to every piece on its way. */
export interface LaneHarms {
  /** How much later a piece arrives that comes now. */
  delayMs(): number;
  /** How many of its bytes go first; undefined for all of them. */
  pieceBytes(): number | undefined;
}

interface Waiting {
  readonly bytes: Buffer;
  readonly dueMs: number;
  readonly gate: Promise<unknown> | undefined;
}

/** One direction of a connection: pieces leave it in the order in which they came. */
export class HarmedLane {
  #waiting: Waiting[] = [];
  #bytes = 0;
  #lastDueMs = 0;
  #running = false;
  #ended = false;
  #muted = false;

  constructor(
    private readonly from: Socket,
    private readonly to: Socket,
    private readonly harms: LaneHarms,
  ) {}

  /** Sends the piece when its time has come; behind a gate only when that is open. */
  push(bytes: Buffer, gate?: Promise<unknown>): void {
    if (this.#muted) return;
    const delayMs = this.harms.delayMs();
    // Undisturbed, and nothing before it: it need not wait for a turn of its own.
    if (delayMs === 0 && !gate && !this.#running && this.harms.pieceBytes() === undefined) {
      if (!this.to.write(bytes)) this.#run();
      return;
    }
    this.#lastDueMs = Math.max(this.#lastDueMs, performance.now() + delayMs);
    this.#waiting.push({ bytes, dueMs: this.#lastDueMs, gate });
    this.#bytes += bytes.length;
    if (this.#bytes > mostWaitingBytes) this.from.pause();
    this.#run();
  }

  /** Nothing more will come: the receiver is told so behind all that waits. */
  end(): void {
    if (this.#muted) return;
    this.#ended = true;
    if (!this.#running) this.to.end();
  }

  /** Forgets what waits, and whatever comes. */
  mute(): void {
    this.#muted = true;
    this.#waiting = [];
    this.#bytes = 0;
    this.from.resume();
  }

  #run(): void {
    if (this.#running) return;
    this.#running = true;
    void this.#pump().then(() => {
      this.#running = false;
      // Something may have come since the last look.
      if (this.#waiting.length > 0 && !this.to.destroyed) this.#run();
      else if (this.#ended) this.to.end();
    });
  }

  async #pump(): Promise<void> {
    await this.#drained();
    for (let next = this.#waiting[0]; next && !this.to.destroyed; next = this.#waiting[0]) {
      await next.gate;
      const waitMs = next.dueMs - performance.now();
      if (waitMs > 0) await pause(waitMs);
      await this.#write(next.bytes);
      if (this.#muted) return;
      this.#waiting.shift();
      this.#bytes -= next.bytes.length;
      if (this.#bytes <= mostWaitingBytes) this.from.resume();
    }
  }

  async #write(bytes: Buffer): Promise<void> {
    for (let rest = bytes; rest.length > 0 && !this.to.destroyed && !this.#muted; ) {
      const count = this.harms.pieceBytes() ?? rest.length;
      this.to.write(rest.subarray(0, count));
      rest = rest.subarray(count);
      await this.#drained();
      // Without a turn between them the system would join the pieces again.
      if (rest.length > 0) await nextTurn();
    }
  }

  /** Waits while the receiver does not take what it has been sent; the sender is not read meanwhile. */
  async #drained(): Promise<void> {
    if (!this.to.writableNeedDrain || this.to.destroyed) return;
    this.from.pause();
    const over = new AbortController();
    const { signal } = over;
    await Promise.race([once(this.to, 'drain', { signal }), once(this.to, 'close', { signal })]).catch(() => undefined);
    over.abort();
    if (this.#bytes <= mostWaitingBytes) this.from.resume();
  }
}
