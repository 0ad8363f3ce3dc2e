import { randomUUID } from 'node:crypto';
import { untilTaken } from '../../local/http-exchange.js';
import type { ServiceName } from '../../local/services.js';
import { waitUntil } from '../../local/wait-until.js';
import { inDatabase } from './database.js';
import { freshCode } from './fresh-code.js';
import { type HttpAnswer, type HttpRequest, http } from './http-client.js';
import type { ReachableStack } from './reachable-stack.js';
import type {
  AccountSeen,
  BookingSeen,
  HoldSeen,
  PositionSeen,
  SagaSeen,
  TradeSeen,
  TransferSeen,
} from './what-is-seen.js';

/** Who trades with whom, where: each with a portfolio in the area and money. */
export interface Pair {
  readonly area: string;
  readonly seller: string;
  readonly buyer: string;
}

export interface PairOptions {
  readonly area?: string;
  readonly sellerEur?: string;
  readonly buyerEur?: string;
  /** Of both portfolios, in both directions: 40 MW are 10 MWh in a quarter hour. */
  readonly limitW?: number;
}

/** A trade as it is submitted. */
export type Submitted = Readonly<Record<string, unknown>>;

const hourMs = 3_600_000;
const endsWithinMs = 20_000;

/** The start of an hour, two hours ahead or more: its gate is open for long. */
export const anHourAhead = (hours = 2): string =>
  new Date((Math.floor(Date.now() / hourMs) + 1 + hours) * hourMs).toISOString();

/** A market over a running stack: builders with defaults that clear, and eyes for everything that a trade leaves. */
export class World {
  constructor(readonly stack: ReachableStack) {}

  /** A request by the operator, unless it names another key. */
  http<Body = Record<string, unknown>>(name: ServiceName, path: string, request?: HttpRequest) {
    return http<Body>(this.stack.urls[name] + path, { key: this.stack.keys.operator, ...request });
  }

  query<Row>(name: ServiceName, text: string, values?: readonly unknown[]): Promise<Row[]> {
    return inDatabase<Row>(this.stack.databaseUrls[name], text, values);
  }

  /** Posts what may be repeated until it is taken: a copy that has not arrived yet is waited for. */
  #registered(name: ServiceName, path: string, body: unknown, headers?: Record<string, string>) {
    const url = this.stack.urls[name] + path;
    return untilTaken(
      path,
      { method: 'POST', url, body, key: this.stack.keys.operator, ...(headers && { headers }) },
      20_000,
    );
  }

  async anArea(other: Submitted = {}): Promise<string> {
    const eic = freshCode('Y');
    await this.#registered('trading', '/v1/areas', { eic, name: 'An area', lotWh: 1, gateLeadMinutes: 5, ...other });
    return eic;
  }

  /** A party that the other services know as well, its account opened. */
  async aParty(other: Submitted = {}): Promise<string> {
    const eic = freshCode('X');
    await this.#registered('trading', '/v1/parties', { eic, name: 'A party', roles: ['trader'], ...other });
    const url = `${this.stack.urls.settlement}/v1/accounts/${eic}`;
    await untilTaken('An account', { method: 'GET', url, key: this.stack.keys.operator }, 20_000);
    return eic;
  }

  async aPortfolio(party: string, area: string, limitW = 40_000_000): Promise<string> {
    const limits = { injectionLimitW: limitW, consumptionLimitW: limitW };
    await this.#registered('metering', '/v1/portfolios', { party, area, ...limits });
    return `${party}/${area}`;
  }

  async aMeterPoint(party: string, area: string, other: Submitted = {}): Promise<string> {
    const eic = freshCode('Z');
    const connection = { injectionW: 40_000, consumptionW: 40_000, fuseA: 63 };
    const body = { eic, party, area, balanceGroup: 'a group', ...connection, ...other };
    await this.#registered('metering', '/v1/meter-points', body);
    return eic;
  }

  async aDeposit(party: string, amountEur: string): Promise<void> {
    const headers = { 'idempotency-key': randomUUID() };
    await this.#registered('settlement', `/v1/accounts/${party}/deposits`, { amountEur }, headers);
  }

  /** A seller and a buyer with a thousand euro and 40 MW each, unless said otherwise. */
  async aPair({ area, sellerEur = '1000', buyerEur = '1000', limitW }: PairOptions = {}): Promise<Pair> {
    const [where, seller, buyer] = await Promise.all([area ?? this.anArea(), this.aParty(), this.aParty()]);
    await Promise.all([
      this.aPortfolio(seller, where, limitW),
      this.aPortfolio(buyer, where, limitW),
      ...(Number(sellerEur) > 0 ? [this.aDeposit(seller, sellerEur)] : []),
      ...(Number(buyerEur) > 0 ? [this.aDeposit(buyer, buyerEur)] : []),
    ]);
    return { area: where, seller, buyer };
  }

  /** One megawatt-hour over an hour at 50 euro. */
  aTrade({ area, seller, buyer }: Pair, other: Submitted = {}): Submitted {
    const period = 'legs' in other ? {} : { start: anHourAhead(), durationMinutes: 60, energyWh: 1_000_000 };
    return { seller, buyer, area, ...period, priceCentsPerMWh: 5000, ...other };
  }

  /** Submitted by the venue, unless another API key is named. */
  post<Body = Record<string, unknown>>(
    trade: unknown,
    idempotencyKey: string = randomUUID(),
    key: string = this.stack.keys.venue,
  ): Promise<HttpAnswer<Body>> {
    const headers = { 'idempotency-key': idempotencyKey };
    return this.http<Body>('trading', '/v1/trades', { json: trade, key, headers });
  }

  /** Submits a trade that is taken; answers its id. */
  async submit(trade: Submitted, key?: string): Promise<string> {
    const { status, body, text } = await this.post<{ tradeId: string }>(trade, key);
    if (status !== 202) throw new Error(`the trade was answered ${status}: ${text}`);
    return body.tradeId;
  }

  waitForEnd(tradeId: string, withinMs = endsWithinMs): Promise<TradeSeen> {
    return this.waitFor(tradeId, ['cleared', 'rejected'], withinMs);
  }

  /** Waits until the trade is in one of the states. */
  waitFor(tradeId: string, states: readonly TradeSeen['state'][], withinMs = endsWithinMs): Promise<TradeSeen> {
    let last: TradeSeen | undefined;
    const look = async (): Promise<TradeSeen | undefined> => {
      last = await this.trade(tradeId);
      return states.includes(last.state) ? last : undefined;
    };
    const otherwise = (): string => `trade ${tradeId} is ${last?.state}, awaited was ${states.join(' or ')}`;
    return waitUntil(look, { everyMs: 25, withinMs, otherwise });
  }

  async #seen<Seen>(name: ServiceName, path: string): Promise<Seen> {
    const { status, body, text } = await this.http<Seen>(name, path);
    if (status !== 200) throw new Error(`GET ${path} was answered ${status}: ${text}`);
    return body;
  }

  trade = (id: string): Promise<TradeSeen> => this.#seen('trading', `/v1/trades/${id}`);
  saga = (id: string): Promise<SagaSeen> => this.#seen('trading', `/v1/sagas/${id}`);
  account = (party: string): Promise<AccountSeen> => this.#seen('settlement', `/v1/accounts/${party}`);
  hold = (id: string): Promise<HoldSeen> => this.#seen('settlement', `/v1/holds/${id}`);
  booking = (id: string): Promise<BookingSeen> => this.#seen('metering', `/v1/bookings/${id}`);

  async transfers(of: string): Promise<readonly TransferSeen[]> {
    return (await this.#seen<{ items: TransferSeen[] }>('settlement', `/v1/transfers?of=${of}`)).items;
  }

  /** Every quarter hour in which the party has sold or bought anything. */
  async positions(party: string): Promise<readonly PositionSeen[]> {
    return this.query<PositionSeen>(
      'metering',
      `SELECT key AS side, quarter_hour AS "quarterHour", firm_sold_wh::float8 AS "firmSoldWh",
              firm_bought_wh::float8 AS "firmBoughtWh", pending_sold_wh::float8 AS "pendingSoldWh",
              pending_bought_wh::float8 AS "pendingBoughtWh"
         FROM position JOIN side ON key = position.side
        WHERE party = $1 AND firm_sold_wh + firm_bought_wh + pending_sold_wh + pending_bought_wh > 0
        ORDER BY key, quarter_hour`,
      [party],
    );
  }

  /** The saga's story: `hold funds do accepted`, in the order in which things were first asked. */
  async timeline(id: string): Promise<readonly string[]> {
    const { timeline } = await this.saga(id);
    return timeline.map(({ step, direction, answer }) => `${step} ${direction} ${answer}`);
  }
}
