import { Agent, type ClientRequest, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { OpenSagas } from './open-sagas.js';

export interface LoadOptions {
  /** Of every instance; they are asked in turn, and one that does not answer is followed by the next. */
  readonly tradingUrls: readonly string[];
  readonly venueKey: string;
  /** Submitted round and round, each time under a key of its own. */
  readonly bodies: readonly Buffer[];
  readonly tradesPerBody: number;
  readonly openSagas: OpenSagas;
}

/** A body that trading has taken; milliseconds of the wall clock, fractions included. */
export interface Taken {
  readonly key: string;
  /** When it should have been sent: at a rate, arrivals do not wait for answers. */
  readonly intendedMs: number;
  readonly answeredMs: number;
}

export interface LoadReport {
  readonly taken: readonly Taken[];
  /** What was answered, or went wrong, when a body had to be sent again; the key stayed the same. */
  readonly repeated: Readonly<Record<string, number>>;
}

const requestsAtOnce = 16;
const lookEveryMs = 80;
const patienceMs = 10_000;

export const wallMs = (): number => performance.timeOrigin + performance.now();

/**
 * Submits trades over HTTP as cheaply as it can: bodies are bytes that were made before, connections stay open, answers
 * are not read. A body that was refused, cut off or not answered is sent again under the same key until it is taken.
 */
export class Load {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: requestsAtOnce });
  readonly #taken: Taken[] = [];
  readonly #repeated: Record<string, number> = {};
  readonly #under = new Set<Promise<void>>();
  #sent = 0;
  #asked = 0;

  constructor(private readonly options: LoadOptions) {}

  /** Closed loop: keeps about `most` sagas open until the signal. */
  async keepOpen(phase: string, most: number, signal: AbortSignal): Promise<void> {
    const { openSagas, tradesPerBody } = this.options;
    while (!signal.aborted) {
      // Counted before the question: what is answered meanwhile may be missing in its answer.
      const takenBefore = this.#taken.length;
      const open = await openSagas.count();
      const unseen = this.#under.size + this.#taken.length - takenBefore;
      if (open !== undefined) {
        const room = Math.floor((most - open) / tradesPerBody) - unseen;
        for (let i = 0; i < Math.min(room, requestsAtOnce - this.#under.size); i += 1) this.#begin(phase, wallMs());
      }
      await pause(lookEveryMs, undefined, { signal }).catch(() => undefined);
    }
    await this.#quiet();
  }

  /** Open loop: bodies at even distances, whether the earlier ones were answered or not. */
  async atRate(phase: string, bodiesPerSecond: number, signal: AbortSignal): Promise<void> {
    const startMs = wallMs();
    for (let count = 0; !signal.aborted; count += 1) {
      const intendedMs = startMs + (count * 1_000) / bodiesPerSecond;
      const waitMs = intendedMs - wallMs();
      if (waitMs > 1) await pause(waitMs, undefined, { signal }).catch(() => undefined);
      if (!signal.aborted) this.#begin(phase, intendedMs);
    }
    await this.#quiet();
  }

  /** What was taken since the last report. */
  report(): LoadReport {
    return { taken: this.#taken.splice(0), repeated: { ...this.#repeated } };
  }

  close(): void {
    this.#agent.destroy();
  }

  async #quiet(): Promise<void> {
    await Promise.all(this.#under);
  }

  #begin(phase: string, intendedMs: number): void {
    const { bodies } = this.options;
    const key = `${phase}-${this.#sent}`;
    const body = bodies[this.#sent % bodies.length] as Buffer;
    this.#sent += 1;
    const submitting = this.#untilTaken(key, body).then(() => {
      this.#under.delete(submitting);
      this.#taken.push({ key, intendedMs, answeredMs: wallMs() });
    });
    // A refusal for good is thrown where the phase ends.
    submitting.catch(() => undefined);
    this.#under.add(submitting);
  }

  async #untilTaken(key: string, body: Buffer): Promise<void> {
    for (let waitMs = 25; ; waitMs = Math.min(waitMs * 2, 500)) {
      const status = await this.#post(key, body).catch(
        (failure: NodeJS.ErrnoException) => failure.code ?? failure.message,
      );
      if (status === 202) return;
      // A service that dies answers 500 or nothing; what it says for good is the caller's fault.
      if (typeof status === 'number' && status < 500 && status !== 429)
        throw new Error(`POST /v1/trades answered ${status}`);
      this.#repeated[status] = (this.#repeated[status] ?? 0) + 1;
      await pause(waitMs);
    }
  }

  #nextUrl(): string {
    const { tradingUrls } = this.options;
    this.#asked += 1;
    return tradingUrls[this.#asked % tradingUrls.length] as string;
  }

  #post(key: string, body: Buffer): Promise<number> {
    return new Promise((resolve, reject) => {
      const asked: ClientRequest = request(
        `${this.#nextUrl()}/v1/trades`,
        {
          method: 'POST',
          agent: this.#agent,
          timeout: patienceMs,
          headers: {
            authorization: `Bearer ${this.options.venueKey}`,
            'content-type': 'application/json',
            'content-length': body.length,
            'idempotency-key': key,
          },
        },
        (response) => {
          response.once('error', reject).once('close', () => reject(new Error('answer cut off')));
          response.once('end', () => resolve(response.statusCode ?? 0)).resume();
        },
      );
      asked.once('error', reject).once('timeout', () => asked.destroy(new Error('no answer in time')));
      asked.end(body);
    });
  }
}
