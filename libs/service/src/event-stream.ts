import { Readable } from 'node:stream';
import { eventText, type ServerEvent } from './event-text.js';

export interface EventStreamOptions {
  /** Proxies cut connections that say nothing for half a minute or more. */
  readonly heartbeatMs?: number;
  /** What one client may leave unread. */
  readonly mostUnreadBytes?: number;
  /** A key is looked up when a stream is opened: one that was withdrawn ends its streams after this long. */
  readonly longestMs?: number;
  /** How long a client may read nothing of what waits for it. */
  readonly patienceMs?: number;
  /** Where a client would go on now, sent along with a heartbeat. */
  readonly position?: (() => string | undefined) | undefined;
}

const retryMs = 2_000;
const longEnough = 'Every stream ends after a while. Connect again with Last-Event-ID, and nothing is missed.';
const tooSlow = 'This client reads too slowly. It can connect again with Last-Event-ID and misses nothing.';

/**
 * Events to one client. A client that reads slower than they come is cut off with a comment, and goes on later where it
 * stood: what waits for it stays bounded, whatever it does.
 */
export class EventStream {
  /** What the reply is sent from. */
  readonly body: Readable;
  readonly #over = new AbortController();
  readonly #heartbeat: NodeJS.Timeout;
  readonly #longest: NodeJS.Timeout;
  readonly #mostUnreadBytes: number;
  readonly #patienceMs: number;
  #room: (() => void) | undefined;

  constructor({
    heartbeatMs = 15_000,
    mostUnreadBytes = 512 * 1024,
    patienceMs = 10_000,
    longestMs = 600_000,
    position = () => undefined,
  }: EventStreamOptions = {}) {
    this.#mostUnreadBytes = mostUnreadBytes;
    this.#patienceMs = patienceMs;
    this.body = new Readable({ read: () => this.#room?.() });
    this.body.once('close', () => this.#finish());
    this.#heartbeat = setInterval(() => {
      const id = position();
      this.send({ comment: '', ...(id !== undefined && { id }) });
    }, heartbeatMs).unref();
    this.#longest = setTimeout(() => this.end(longEnough), longestMs).unref();
    const id = position();
    this.send({ retryMs, ...(id !== undefined && { id }) });
  }

  /** Aborted once nothing more can be sent: the client left, was cut off, or the stream was ended. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  /** Queues an event; false when the stream is over, perhaps because of this one. */
  send(event: ServerEvent): boolean {
    if (this.over.aborted) return false;
    const text = eventText(event);
    if (this.body.readableLength + text.length > this.#mostUnreadBytes) {
      this.end(tooSlow);
      return false;
    }
    this.body.push(text);
    return true;
  }

  /** Waits until the client has read most of what was sent; cuts it off when it reads nothing for too long. */
  async drained(): Promise<boolean> {
    while (!this.over.aborted && this.body.readableLength >= this.body.readableHighWaterMark) {
      const unread = this.body.readableLength;
      await this.#aRead();
      if (!this.over.aborted && this.body.readableLength >= unread) this.end(tooSlow);
    }
    return !this.over.aborted;
  }

  /** Ends the stream once the client has read what was sent, or has not for too long. */
  end(comment?: string): void {
    if (this.over.aborted) return;
    if (comment !== undefined) this.body.push(eventText({ comment }));
    this.body.push(null);
    this.#finish();
    const timer = setTimeout(() => this.body.destroy(), this.#patienceMs).unref();
    this.body.once('close', () => clearTimeout(timer));
  }

  #aRead(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#patienceMs);
      this.#room = () => {
        clearTimeout(timer);
        this.#room = undefined;
        resolve();
      };
    });
  }

  #finish(): void {
    clearInterval(this.#heartbeat);
    clearTimeout(this.#longest);
    this.#over.abort();
    this.#room?.();
  }
}
