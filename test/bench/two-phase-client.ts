import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { v7 as uuidv7 } from 'uuid';
import { wallMs } from '../support/load.js';
import { loadBodies } from '../support/load-market.js';
import { type TradeEnd, TradeEnds } from './trade-ends.js';

/** What the client is told: how many two-phase trades to keep in flight, how many of them to a body, for how long. */
export interface TwoPhaseOrder {
  readonly tradingUrl: string;
  readonly venueKey: string;
  readonly brokers: string;
  readonly phase: string;
  readonly inFlight: number;
  readonly tradesPerBody: number;
  readonly warmUpMs: number;
  readonly measuredMs: number;
  /** Into so many windows the measured time is cut. */
  readonly windows: number;
  readonly seed: number;
  readonly parties: number;
}

/** When the client measures, told before it sends its first trade; milliseconds of the wall clock. */
export interface MeasuredTime {
  readonly told: 'begun';
  readonly fromMs: number;
  readonly untilMs: number;
}

/** The trades whose end arrived in the measured time. */
export interface TwoPhaseReport {
  readonly told: 'report';
  /** From the sending of a trade's body to the arrival of the trade's last event at the client. */
  readonly latenciesMs: readonly number[];
  /** Trades whose end arrived, window by window. */
  readonly ended: readonly number[];
  readonly cleared: number;
  /** By reason. */
  readonly rejected: Readonly<Record<string, number>>;
  /** What was answered but 202; such a body was sent again. */
  readonly others: Readonly<Record<string, number>>;
}

/** So long after the last was sent, whatever has not ended never will. */
const patienceMs = 60_000;
const lookMs = 100;

/**
 * A closed loop: whatever has ended is replaced as soon as its event arrives. The client hears of ends from the public
 * topic, so that no caller waits in trading and no database is asked while it measures. A latency is the time from the
 * sending of the body to the arrival of the event at the client: the relay, the broker and the fetch are in it.
 */
class TwoPhaseClient {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 64 });
  readonly #bodies: readonly (readonly string[])[];
  /** When each trade in flight was sent. */
  readonly #inFlight = new Map<string, number>();
  readonly #latenciesMs: number[] = [];
  readonly #ended: number[];
  readonly #rejected: Record<string, number> = {};
  readonly #others: Record<string, number> = {};
  #cleared = 0;
  #sent = 0;
  /** Bodies that are not answered yet. */
  #under = 0;
  #fromMs = Number.POSITIVE_INFINITY;
  #untilMs = Number.POSITIVE_INFINITY;
  /** What was refused for good. */
  #failure: Error | undefined;

  constructor(
    private readonly order: TwoPhaseOrder,
    private readonly begun: (time: MeasuredTime) => void,
  ) {
    const trades = loadBodies(order.seed, Date.now(), order.parties).flat();
    // A trade lacks its id only, which comes first.
    const texts = trades.map((trade) => `${JSON.stringify({ ...trade, settlement: 'two-phase' }).slice(1)}`);
    const size = order.tradesPerBody;
    this.#bodies = Array.from({ length: Math.floor(texts.length / size) }, (_, at) =>
      texts.slice(at * size, (at + 1) * size),
    );
    this.#ended = Array.from({ length: order.windows }, () => 0);
  }

  async run(): Promise<TwoPhaseReport> {
    const { brokers, warmUpMs, measuredMs } = this.order;
    const tradeEnds = await TradeEnds.of({
      brokers,
      take: (ends) => this.#take(ends),
      onFailure: (failure) => {
        this.#failure ??= failure;
      },
    });
    this.#fromMs = wallMs() + warmUpMs;
    this.#untilMs = this.#fromMs + measuredMs;
    this.begun({ told: 'begun', fromMs: this.#fromMs, untilMs: this.#untilMs });
    this.#fill();
    // What is in flight at the end is not counted, and is waited for, so that the next phase finds nothing.
    while (wallMs() < this.#untilMs || this.#inFlight.size > 0 || this.#under > 0) {
      if (this.#failure) throw this.#failure;
      if (wallMs() > this.#untilMs + patienceMs) throw new Error(`${this.#inFlight.size} trades did not end`);
      await pause(lookMs);
    }
    await tradeEnds.close();
    this.#agent.destroy();
    const ends = { latenciesMs: this.#latenciesMs, ended: this.#ended, cleared: this.#cleared };
    return { told: 'report', ...ends, rejected: this.#rejected, others: this.#others };
  }

  /** An event that comes again, or is not of this phase, ends nothing. */
  #take(ends: readonly TradeEnd[]): void {
    for (const { id, arrivedAt, reason } of ends) {
      const sentAt = this.#inFlight.get(id);
      if (sentAt === undefined) continue;
      this.#inFlight.delete(id);
      if (arrivedAt < this.#fromMs || arrivedAt >= this.#untilMs) continue;
      this.#latenciesMs.push(arrivedAt - sentAt);
      const window = Math.floor(((arrivedAt - this.#fromMs) * this.order.windows) / this.order.measuredMs);
      this.#ended[window] = (this.#ended[window] ?? 0) + 1;
      if (reason === undefined) this.#cleared += 1;
      else this.#rejected[reason] = (this.#rejected[reason] ?? 0) + 1;
    }
    this.#fill();
  }

  #fill(): void {
    const { inFlight, tradesPerBody } = this.order;
    while (wallMs() < this.#untilMs && this.#inFlight.size + tradesPerBody <= inFlight && !this.#failure) this.#send();
  }

  #send(): void {
    const lacking = this.#bodies[this.#sent % this.#bodies.length] as readonly string[];
    this.#sent += 1;
    this.#under += 1;
    const sentAt = wallMs();
    const trades = lacking.map((rest) => {
      const id = uuidv7();
      this.#inFlight.set(id, sentAt);
      return `{"tradeId":"${id}",${rest}`;
    });
    const body = Buffer.from(`{"trades":[${trades.join(',')}]}`);
    this.#untilTaken(`${this.order.phase}-${this.#sent}`, body).then(
      () => {
        this.#under -= 1;
      },
      (failure: Error) => {
        this.#failure ??= failure;
      },
    );
  }

  async #untilTaken(key: string, body: Buffer): Promise<void> {
    for (;;) {
      const status = await this.#post(key, body).catch(
        (failure: NodeJS.ErrnoException) => failure.code ?? failure.message,
      );
      if (status === 202) return;
      this.#others[status] = (this.#others[status] ?? 0) + 1;
      if (typeof status === 'number' && status >= 400 && status < 500 && status !== 429)
        throw new Error(`POST /v1/trades answered ${status}`);
      await pause(50);
    }
  }

  #post(key: string, body: Buffer): Promise<number> {
    const headers = {
      authorization: `Bearer ${this.order.venueKey}`,
      'content-type': 'application/json',
      'content-length': body.length,
      'idempotency-key': key,
    };
    return new Promise((resolve, reject) => {
      const asked = request(
        `${this.order.tradingUrl}/v1/trades`,
        { method: 'POST', agent: this.#agent, headers },
        (response) => {
          response
            .once('error', reject)
            .once('end', () => resolve(response.statusCode ?? 0))
            .resume();
        },
      );
      asked.once('error', reject).end(body);
    });
  }
}

process.on('message', (order: TwoPhaseOrder) => {
  const begun = (time: MeasuredTime): void => void process.send?.(time);
  const running = new TwoPhaseClient(order, begun).run().then((report) => process.send?.(report));
  running.catch((failure: Error) => {
    process.stderr.write(`the client: ${failure.message}\n`);
    process.exit(1);
  });
});
process.once('disconnect', () => process.exit());
