import { setTimeout as pause } from 'node:timers/promises';
import type { Draw } from '../../local/sample/seeded-random.js';
import { wallMs } from '../support/load.js';
import { ClientCalls, type DrawnCall, tradesPerCall } from './client-calls.js';
import { ClientHistory, type Heard } from './client-history.js';
import { readState, sendSubmission } from './client-sending.js';
import { SeenEnds } from './seen-ends.js';

export interface ClientLoadOptions {
  /** Of every instance; they are asked in turn. */
  readonly tradingUrls: readonly string[];
  /** A venue's key that nobody else submits with. */
  readonly apiKey: string;
  readonly perSecond: number;
  readonly seed: number;
  readonly draw: Draw;
}

/** Of a hundred calls of unknown outcome so many are sent again; the others stay unknown. */
const repeatedIn100 = 50;
/** Of a hundred calls that were answered so many are sent again all the same. */
const doubledIn100 = 5;
const repeatForMs = 40_000;
const firstRepeatMs = 200;
const longestRepeatMs = 2_000;
/** A client has so many connections; what comes while all of them wait is not sent. */
const mostUnderWay = 500;
const mostLateMs = 500;
/** One read comes with so many submissions. */
const submissionsPerRead = 8;

/**
 * Submits trades in an open loop, at even distances and whatever the earlier ones were answered, reads some of what it
 * submitted, and keeps the record of it all.
 */
export class ClientLoad {
  readonly history = new ClientHistory();
  readonly #seen = new SeenEnds((finding) => this.history.found(finding));
  readonly #calls: ClientCalls;
  readonly #under = new Set<Promise<void>>();
  #stopped = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #turn = 0;
  #reads = 0;
  #healed = { atMs: 0, acceptedMs: undefined as number | undefined };

  constructor(private readonly options: ClientLoadOptions) {
    this.#calls = new ClientCalls(options.draw, options.seed, Date.now());
  }

  get reads(): number {
    return this.#reads;
  }

  start(): void {
    this.#stopped = new AbortController();
    this.#running = this.#run(this.#stopped.signal);
  }

  /** Submits nothing new, and waits until every call is known or given up on. */
  async rest(): Promise<void> {
    this.#stopped.abort();
    await this.#running;
    await Promise.all(this.#under);
  }

  /** From here on the first acceptance is waited for. */
  watchAcceptance(): void {
    this.#healed = { atMs: wallMs(), acceptedMs: undefined };
  }

  /** From {@link watchAcceptance} until a submission sent after it was answered as taken; undefined until then. */
  get acceptedMs(): number | undefined {
    return this.#healed.acceptedMs;
  }

  async #run(signal: AbortSignal): Promise<void> {
    const everyMs = (1_000 * tradesPerCall) / this.options.perSecond;
    let dueMs = wallMs();
    for (let count = 0; !signal.aborted; count += 1) {
      // Our own process may have stood still, too: what it missed is not made up for at once.
      dueMs = Math.max(dueMs + everyMs, wallMs() - mostLateMs);
      await pause(Math.max(dueMs - wallMs(), 0), undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      if (this.#under.size >= mostUnderWay) continue;
      this.#begin(() => this.#call(this.#calls.next()));
      if (count % submissionsPerRead === 0) this.#begin(() => this.#read());
    }
  }

  #begin(work: () => Promise<void>): void {
    const under = work()
      .catch((failure: Error) => this.history.found(`the client failed: ${failure.message}`))
      .finally(() => this.#under.delete(under));
    this.#under.add(under);
  }

  #nextUrl(): string {
    const { tradingUrls } = this.options;
    this.#turn += 1;
    return tradingUrls[this.#turn % tradingUrls.length] as string;
  }

  async #call(call: DrawnCall): Promise<void> {
    const { draw } = this.options;
    // Drawn before anything is sent: what is answered does not change what is drawn next.
    const [repeats, doubles] = [draw(1, 100) <= repeatedIn100, draw(1, 100) <= doubledIn100];
    this.history.begin(call);
    const heard = await this.#send(call, false);
    if (heard.heard === 'unknown' && repeats) await this.#untilKnown(call);
    if (heard.heard === 'ok' && doubles) await this.#send(call, true);
  }

  async #untilKnown(call: DrawnCall): Promise<void> {
    const endsAtMs = wallMs() + repeatForMs;
    for (let waitMs = firstRepeatMs; wallMs() < endsAtMs; waitMs = Math.min(waitMs * 1.5, longestRepeatMs)) {
      await pause(waitMs);
      const heard = await this.#send(call, true);
      if (heard.heard === 'ok' || (heard.heard === 'failed' && !heard.forNow)) return;
    }
  }

  async #send(call: DrawnCall, isRepeat: boolean): Promise<Heard> {
    const sentMs = wallMs();
    const heard = await sendSubmission(this.#nextUrl(), this.options.apiKey, call);
    this.history.heard(call.key, heard, isRepeat);
    if (heard.heard !== 'ok') return heard;
    const healed = this.#healed;
    if (sentMs >= healed.atMs) healed.acceptedMs ??= wallMs() - healed.atMs;
    this.#seen.taken(heard.tradeIds.find((id) => id !== null) as string);
    return heard;
  }

  async #read(): Promise<void> {
    const tradeId = this.#seen.drawn(this.options.draw);
    if (tradeId === undefined) return;
    this.#reads += 1;
    const state = await readState(this.#nextUrl(), this.options.apiKey, tradeId);
    if (state !== undefined) this.#seen.read(tradeId, state);
  }
}
