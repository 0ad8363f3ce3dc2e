import { Pool, type PoolClient, type QueryConfig } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { ServiceName } from '../../local/services.js';
import type { LoadTrade } from '../support/load-market.js';
import * as sql from './no-coordinator.statements.js';

/** What trading, metering and settlement would charge: 11.25 ct/MWh, in 10⁻⁸ euro per Wh of 10⁻³ ct/MWh. */
const feeMilliCentsPerMWh = 11_250n;
const quarterHourMs = 900_000;

type Statement = QueryConfig;
const filled = (statement: { name: string; text: string }, values: unknown[]): Statement => ({ ...statement, values });

/**
 * One transaction: what has to be read first, then all writes and the COMMIT. Pipelined, the writes travel together;
 * else each waits for the one before, as code that awaits its statements does.
 */
async function transaction<Row>(
  { pool, pipeline }: Database,
  read: Statement | undefined,
  write: (rows: Row[]) => readonly Statement[],
): Promise<Row[]> {
  const client: PoolClient = await pool.connect();
  let failure: Error | undefined;
  try {
    const begun = client.query('BEGIN');
    if (!pipeline) await begun;
    const rows = read ? ((await client.query(read)).rows as Row[]) : [];
    if (pipeline)
      await Promise.all([begun, ...write(rows).map((statement) => client.query(statement)), client.query('COMMIT')]);
    else {
      for (const statement of write(rows)) await client.query(statement);
      await client.query('COMMIT');
    }
    return rows;
  } catch (error) {
    failure = error as Error;
    throw error;
  } finally {
    // A connection in a failed transaction is thrown away with it.
    client.release(failure);
  }
}

interface Database {
  readonly pool: Pool;
  readonly pipeline: boolean;
}

/**
 * The same work with nobody to coordinate it and no messages: three transactions one after the other per trade, from one
 * process over three pools, in databases like the services'. A crash between them would leave money without energy,
 * which is what the saga is for. Statements are named.
 */
export class NoCoordinator {
  readonly #databases: Readonly<Record<ServiceName, Database>>;

  constructor(
    databaseUrls: Readonly<Record<ServiceName, string>>,
    private readonly trades: readonly LoadTrade[],
    private readonly progress: Readonly<Record<'done' | 'undone', string>>,
    atOnce: number,
    /** Whether the statements of a transaction travel together, as the services' do, or each waits for the one before. */
    pipeline: boolean,
  ) {
    const database = (connectionString: string): Database => {
      const made = new Pool({ connectionString, max: atOnce, pipeline });
      made.on('error', () => undefined);
      return { pool: made, pipeline };
    };
    this.#databases = {
      trading: database(databaseUrls.trading),
      metering: database(databaseUrls.metering),
      settlement: database(databaseUrls.settlement),
    };
  }

  /** Trades per second over `seconds`, after a warm-up, with so many trades under way at once. */
  async rate(atOnce: number, seconds: number, warmUpSeconds: number): Promise<number> {
    const fromAt = performance.now() + warmUpSeconds * 1_000;
    const untilAt = fromAt + seconds * 1_000;
    let next = 0;
    let counted = 0;
    const worker = async (): Promise<void> => {
      for (;;) {
        const trade = this.trades[next % this.trades.length] as LoadTrade;
        next += 1;
        await this.#trade(trade);
        const now = performance.now();
        if (now >= untilAt) return;
        if (now >= fromAt) counted += 1;
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    return counted / seconds;
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.#databases).map(({ pool }) => pool.end()));
  }

  async #trade(trade: LoadTrade): Promise<void> {
    const id = uuidv7();
    const isPaid = await this.#settle(id, trade);
    await this.#book(id, trade, isPaid);
    await this.#record(id, trade, isPaid);
  }

  /** Price and fees move if the buyer has them. */
  async #settle(id: string, { seller, buyer, legs, priceCentsPerMWh }: LoadTrade): Promise<boolean> {
    const energyWh = energyOf(legs);
    const amount = BigInt(energyWh) * BigInt(priceCentsPerMWh);
    const fee = (BigInt(energyWh) * feeMilliCentsPerMWh + 500n) / 1_000n;
    const isEnough = (rows: readonly { id: string; free: string }[]): boolean =>
      BigInt(rows.find((row) => row.id === buyer)?.free ?? 0) >= amount + fee;
    const rows = await transaction<{ id: string; free: string }>(
      this.#databases.settlement,
      filled(sql.lockAccounts, [[seller, buyer]]),
      (accounts) => {
        if (!isEnough(accounts)) {
          const because = {
            reason: 'not enough free money',
            needed: String(amount + fee),
            free: '0',
            limit: '0',
            account: buyer,
          };
          return [filled(sql.insertRefusal, [id, JSON.stringify(because)])];
        }
        return [
          filled(sql.moveMoney, [seller, amount - fee, buyer, -amount - fee]),
          filled(sql.insertHold, [id, seller, buyer, energyWh, priceCentsPerMWh, fee, amount + fee]),
          filled(sql.insertTransfers, [id, buyer, seller, amount, fee]),
        ];
      },
    );
    return isEnough(rows);
  }

  /** A rejected trade leaves its cancelled booking, and positions that it did not change. */
  async #book(id: string, trade: LoadTrade, isPaid: boolean): Promise<void> {
    const { seller, buyer, sellerSide, buyerSide, area, legs } = trade;
    const quarterHour = Date.parse(legs[0]?.start ?? '') / quarterHourMs;
    const energyWh = isPaid ? energyOf(legs) : 0;
    const positions = [
      filled(sql.addToPosition, [sellerSide ?? `${seller}/${area}`, quarterHour, energyWh, 0]),
      filled(sql.addToPosition, [buyerSide ?? `${buyer}/${area}`, quarterHour, 0, energyWh]),
      // Rows are locked in the order of their keys, so that two trades cannot wait for each other.
    ].sort((one, other) => (String(one.values?.[0]) < String(other.values?.[0]) ? -1 : 1));
    const booking = [
      id,
      isPaid ? 'firm' : 'cancelled',
      seller,
      buyer,
      sellerSide,
      buyerSide,
      area,
      quarterHour,
      [energyOf(legs)],
    ];
    await transaction(this.#databases.metering, undefined, () => [...positions, filled(sql.insertBooking, booking)]);
  }

  async #record(id: string, trade: LoadTrade, isPaid: boolean): Promise<void> {
    const { seller, buyer, sellerSide, buyerSide, area, legs, priceCentsPerMWh } = trade;
    const kept = JSON.stringify(
      legs.map(({ start, durationMinutes, energyWh }) => [Date.parse(start), durationMinutes, energyWh]),
    );
    const terms = [
      id,
      seller,
      buyer,
      sellerSide,
      buyerSide,
      area,
      kept,
      energyOf(legs),
      priceCentsPerMWh,
      legs[0]?.start,
    ];
    const phase = isPaid ? 'done' : 'undone';
    await transaction(this.#databases.trading, undefined, () => [
      filled(sql.insertTrade, terms),
      filled(sql.insertSaga, [id, phase, this.progress[phase]]),
    ]);
  }
}

const energyOf = (legs: LoadTrade['legs']): number => legs.reduce((sum, { energyWh }) => sum + energyWh, 0);
