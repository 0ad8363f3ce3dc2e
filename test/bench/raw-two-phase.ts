import { Pool, type PoolClient, type QueryConfig } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { type ServiceName, serviceNames } from '../../local/services.js';
import { asked } from '../support/ask-database.js';
import type { LoadTrade } from '../support/load-market.js';
import { type ClosedLoop, closedLoop } from './closed-loop.js';
import { lockAccounts } from './no-coordinator.statements.js';
import { deliveryRows, filled, isCovered, type LockedAccount, paymentRows, tradeRows } from './trade-rows.js';

const insertDecision = {
  name: 'insert-decision',
  text: 'INSERT INTO decision (gid, at) VALUES ($1, now())',
};

type Held = Readonly<Record<ServiceName, PoolClient>>;

/**
 * Two-phase commit by raw SQL, one trade each, in databases like the services' and with no broker: BEGIN and the rows that
 * a trade leaves, PREPARE TRANSACTION in all three, a decision that is durable, COMMIT PREPARED in all three. What can go
 * side by side does. One process, named statements, each waiting for the one before unless they are pipelined.
 */
export class RawTwoPhase {
  readonly #pools: Readonly<Record<ServiceName, Pool>>;

  private constructor(
    databaseUrls: Readonly<Record<ServiceName, string>>,
    private readonly trades: readonly LoadTrade[],
    private readonly progress: Readonly<Record<'done' | 'undone', string>>,
    private readonly atOnce: number,
    private readonly pipeline: boolean,
  ) {
    const pool = (connectionString: string): Pool => {
      const made = new Pool({ connectionString, max: atOnce, pipeline });
      made.on('error', () => undefined);
      return made;
    };
    this.#pools = {
      trading: pool(databaseUrls.trading),
      metering: pool(databaseUrls.metering),
      settlement: pool(databaseUrls.settlement),
    };
  }

  static async of(
    databaseUrls: Readonly<Record<ServiceName, string>>,
    trades: readonly LoadTrade[],
    progress: Readonly<Record<'done' | 'undone', string>>,
    { atOnce, pipeline }: { atOnce: number; pipeline: boolean },
  ): Promise<RawTwoPhase> {
    const table = 'CREATE TABLE IF NOT EXISTS decision (gid text PRIMARY KEY, at timestamptz NOT NULL)';
    await asked(databaseUrls.trading, (client) => client.query(table));
    return new RawTwoPhase(databaseUrls, trades, progress, atOnce, pipeline);
  }

  /** Trades per second, window by window. */
  rates(loop: Omit<ClosedLoop, 'atOnce'>): Promise<readonly number[]> {
    const trade = (at: number): Promise<void> => this.#trade(this.trades[at % this.trades.length] as LoadTrade);
    return closedLoop({ ...loop, atOnce: this.atOnce }, trade);
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.#pools).map((pool) => pool.end()));
  }

  async #trade(trade: LoadTrade): Promise<void> {
    const connected = await Promise.all(
      serviceNames.map(async (name) => [name, await this.#pools[name].connect()] as const),
    );
    const held = Object.fromEntries(connected) as unknown as Held;
    try {
      await this.#prepareAndDecide(uuidv7(), trade, held);
      for (const [, client] of connected) client.release();
    } catch (failure) {
      // A connection in a failed transaction is thrown away with it.
      for (const [, client] of connected) client.release(failure as Error);
      throw failure;
    }
  }

  async #prepareAndDecide(id: string, trade: LoadTrade, held: Held): Promise<void> {
    await this.#run(held.settlement, ['BEGIN']);
    // Whoever has both accounts has both sides too: each party has one. So nobody waits in two databases at once.
    const accounts = await held.settlement.query<LockedAccount>(filled(lockAccounts, [[trade.seller, trade.buyer]]));
    const isYes = isCovered(trade, accounts.rows);
    const votes = await Promise.allSettled([
      isYes
        ? this.#prepare(held.settlement, `${id}/settlement`, paymentRows(id, trade))
        : held.settlement.query('ROLLBACK'),
      this.#prepare(held.metering, `${id}/metering`, ['BEGIN', ...deliveryRows(id, trade, true)]),
      this.#prepare(held.trading, `${id}/trading`, ['BEGIN', ...tradeRows(id, trade, 'done', this.progress.done)]),
    ]);
    const failed = votes.find((vote) => vote.status === 'rejected');
    if (failed) throw failed.reason;
    if (isYes) {
      await held.trading.query(filled(insertDecision, [id]));
      await Promise.all(serviceNames.map((name) => held[name].query(`COMMIT PREPARED '${id}/${name}'`)));
      return;
    }
    // Presumed abort: no decision is written. The rejected trade is.
    await Promise.all([
      held.metering.query(`ROLLBACK PREPARED '${id}/metering'`),
      held.trading.query(`ROLLBACK PREPARED '${id}/trading'`),
    ]);
    await this.#run(held.trading, ['BEGIN', ...tradeRows(id, trade, 'undone', this.progress.undone), 'COMMIT']);
  }

  /** In a failed transaction PREPARE raises no error: its tag says whether anything is prepared. */
  async #prepare(client: PoolClient, name: string, statements: readonly (string | QueryConfig)[]): Promise<void> {
    const command = await this.#run(client, [...statements, `PREPARE TRANSACTION '${name}'`]);
    if (command !== 'PREPARE') throw new Error(`PREPARE TRANSACTION '${name}' was answered ${command}`);
  }

  /** Answers the first word of the last statement's tag. */
  async #run(client: PoolClient, statements: readonly (string | QueryConfig)[]): Promise<string> {
    if (this.pipeline) return (await Promise.all(statements.map((one) => client.query(one)))).at(-1)?.command ?? '';
    let command = '';
    for (const one of statements) ({ command } = await client.query(one));
    return command;
  }
}
