import { progressOf, type SagaRecord, type StoredSaga, storedSagaColumns, stuckCondition } from '#libs/saga-runner';
import { formatEur, money } from '#libs/units';
import type { DataSource } from 'typeorm';
import type { Trade } from '../trade/trade.js';
import { readTrade, type StoredTrade, storedTradeColumns } from './trade.statements.js';

/** A trade with its saga, read without a lock. */
export interface TradeWithSaga {
  readonly trade: Trade;
  readonly saga: Omit<SagaRecord<Trade>, 'subject'>;
}

export interface SagaFilter {
  readonly phase?: string | undefined;
  readonly stuck?: boolean | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

export interface TradeFilter {
  readonly externalId?: string | undefined;
  readonly party?: string | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

/** What trading shows: trades and their sagas, one at a time, in pages, and summed up. */
export class TradeReader {
  constructor(private readonly dataSource: DataSource) {}

  async one(id: string): Promise<TradeWithSaga | undefined> {
    const [found] = await this.#select('saga.id = $1', [id]);
    return found;
  }

  async ended(ids: readonly string[]): Promise<boolean> {
    const [row] = await this.dataSource.query<{ open: string }[]>(
      'SELECT count(*) AS open FROM saga WHERE open AND id = ANY ($1::uuid[])',
      [ids],
    );
    return row?.open === '0';
  }

  async trades({ externalId, party, after, limit }: TradeFilter): Promise<TradeWithSaga[]> {
    return this.#select(
      `($1::text IS NULL OR trade.external_id = $1) AND ($2::text IS NULL OR $2 IN (trade.seller, trade.buyer))
       AND ($3::uuid IS NULL OR trade.id > $3) ORDER BY trade.id LIMIT $4`,
      [externalId ?? null, party ?? null, after ?? null, limit],
    );
  }

  async sagas({ phase, stuck, after, limit }: SagaFilter): Promise<TradeWithSaga[]> {
    return this.#select(
      `($1::text IS NULL OR saga.phase = $1) AND ($2::uuid IS NULL OR saga.id > $2)
       AND ($3::boolean IS NULL OR $3 = ${stuckCondition})
       ORDER BY saga.id LIMIT $4`,
      [phase ?? null, after ?? null, stuck ?? null, limit],
    );
  }

  /** Everything that was ever submitted, counted; energy in Wh and money in euro over the cleared trades. */
  async summary(): Promise<Record<string, unknown>> {
    const rows =
      await this.dataSource.query<
        {
          phase: string;
          reason: string | null;
          trades: string;
          energy: string;
          turnover: string;
          net: string;
          lowest: number;
          highest: number;
        }[]
      >(summaryText);
    const count = (phases: readonly string[]): number =>
      rows.filter(({ phase }) => phases.includes(phase)).reduce((sum, { trades }) => sum + Number(trades), 0);
    const cleared = rows.find(({ phase }) => phase === 'done');
    const stuck = (await this.sagas({ stuck: true, limit: 1000 })).length;
    return {
      pending: count(['doing', 'undoing']),
      confirmed: count(['finishing']),
      cleared: count(['done']),
      rejected: count(['undone']),
      stuck,
      rejectedBecause: Object.fromEntries(
        rows.filter(({ phase }) => phase === 'undone').map(({ reason, trades }) => [reason, Number(trades)]),
      ),
      energyWh: Number(cleared?.energy ?? 0),
      turnoverEur: formatEur(money(BigInt(cleared?.turnover ?? 0))),
      netEur: formatEur(money(BigInt(cleared?.net ?? 0))),
      lowestPriceCentsPerMWh: cleared?.lowest ?? null,
      highestPriceCentsPerMWh: cleared?.highest ?? null,
    };
  }

  async #select(where: string, values: unknown[]): Promise<TradeWithSaga[]> {
    const rows = await this.dataSource.query<(StoredSaga & StoredTrade)[]>(
      `SELECT ${storedSagaColumns}, ${storedTradeColumns} FROM saga JOIN trade USING (id) WHERE ${where}`,
      values,
    );
    return rows.map((row) => ({
      trade: readTrade(row),
      saga: {
        id: row.id,
        name: row.name,
        version: row.version,
        revision: row.revision,
        progress: progressOf(row.progress),
      },
    }));
  }
}

const summaryText = `
  SELECT phase, CASE WHEN phase = 'undone' THEN progress->'rejected'->'because'->>'reason' END AS reason,
    count(*) AS trades, sum(energy_wh) AS energy, sum(abs(energy_wh::numeric * price_cents_per_mwh)) AS turnover,
    sum(energy_wh::numeric * price_cents_per_mwh) AS net, min(price_cents_per_mwh) AS lowest, max(price_cents_per_mwh) AS highest
  FROM saga JOIN trade USING (id) GROUP BY 1, 2`;
