import { Pool, type PoolClient, type QueryConfig } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { ServiceName } from '../../local/services.js';
import type { LoadTrade } from '../support/load-market.js';
import { type ClosedLoop, closedLoop } from './closed-loop.js';
import { lockAccounts } from './no-coordinator.statements.js';
import {
  deliveryRows,
  filled,
  isCovered,
  type LockedAccount,
  paymentRows,
  refusedPaymentRows,
  tradeRows,
} from './trade-rows.js';

/**
 * One transaction: what has to be read first, then all writes and the COMMIT. Pipelined, the writes travel together;
 * else each waits for the one before, as code that awaits its statements does.
 */
async function transaction<Row>(
  { pool, pipeline }: Database,
  read: QueryConfig | undefined,
  write: (rows: Row[]) => readonly QueryConfig[],
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

  /** Trades per second, window by window. */
  rates(loop: ClosedLoop): Promise<readonly number[]> {
    return closedLoop(loop, (at) => this.#trade(this.trades[at % this.trades.length] as LoadTrade));
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
  async #settle(id: string, trade: LoadTrade): Promise<boolean> {
    const accounts = await transaction<LockedAccount>(
      this.#databases.settlement,
      filled(lockAccounts, [[trade.seller, trade.buyer]]),
      (locked) => (isCovered(trade, locked) ? paymentRows(id, trade) : refusedPaymentRows(id, trade)),
    );
    return isCovered(trade, accounts);
  }

  async #book(id: string, trade: LoadTrade, isPaid: boolean): Promise<void> {
    await transaction(this.#databases.metering, undefined, () => deliveryRows(id, trade, isPaid));
  }

  async #record(id: string, trade: LoadTrade, isPaid: boolean): Promise<void> {
    const phase = isPaid ? 'done' : 'undone';
    await transaction(this.#databases.trading, undefined, () => tradeRows(id, trade, phase, this.progress[phase]));
  }
}
