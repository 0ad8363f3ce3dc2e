import {
  awaitsCondition,
  pausedCondition,
  progressOf,
  type SagaRecord,
  type StoredSaga,
  skippedCondition,
  storedSagaColumns,
  stuckCondition,
} from '#libs/saga-runner';
import type { DataSource } from 'typeorm';
import type { Trade } from '../trade/trade.js';
import type { TradeState } from '../trade/trade-state.js';
import { readTrade, type StoredTrade, storedTradeColumns } from './trade.statements.js';

/** What operators look for; what is left out may be anything. */
export interface SagaFilter {
  readonly state?: TradeState | undefined;
  readonly phase?: string | undefined;
  readonly open?: boolean | undefined;
  readonly stuck?: boolean | undefined;
  readonly paused?: boolean | undefined;
  /** A step was skipped. */
  readonly byHand?: boolean | undefined;
  /** A step that is being asked, or is stuck. */
  readonly step?: string | undefined;
  /** Seller or buyer. */
  readonly party?: string | undefined;
  /** Why the trade is rejected. */
  readonly reason?: string | undefined;
  readonly olderThanS?: number | undefined;
  readonly youngerThanS?: number | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Sagas as operators look at them, read without a lock. */
export class SagaReader {
  constructor(private readonly dataSource: Pick<DataSource, 'query'>) {}

  async one(id: string): Promise<SagaRecord<Trade> | undefined> {
    const [found] = await this.#select('saga.id = $1', [id]);
    return found;
  }

  /** In the order of their ids, which is that of their submission. */
  async find(filter: SagaFilter): Promise<SagaRecord<Trade>[]> {
    const { state, phase, open, stuck, paused, byHand, step, party, reason, olderThanS, youngerThanS } = filter;
    return this.#select(findCondition, [
      ...[state, phase, open, stuck, paused, byHand, step, party, reason, olderThanS, youngerThanS].map(orNull),
      ...[orNull(filter.after), filter.limit],
    ]);
  }

  async #select(where: string, values: unknown[]): Promise<SagaRecord<Trade>[]> {
    const rows = await this.dataSource.query<(StoredSaga & StoredTrade)[]>(
      `SELECT ${storedSagaColumns}, ${storedTradeColumns} FROM saga JOIN trade USING (id) WHERE ${where}`,
      values,
    );
    return rows.map((row) => ({
      ...{ id: row.id, name: row.name, version: row.version, revision: row.revision },
      progress: progressOf(row.progress),
      subject: readTrade(row),
    }));
  }
}

const orNull = <Value>(value: Value | undefined): Value | null => value ?? null;

/** A trade is as far as its saga: see trade-state.ts. */
const stateOfRow = `CASE WHEN ${stuckCondition} THEN 'stuck' WHEN saga.phase IN ('doing', 'undoing') THEN 'pending'
  WHEN saga.phase = 'finishing' THEN 'confirmed' WHEN saga.phase = 'done' THEN 'cleared' ELSE 'rejected' END`;

// A filter that is not given is known to be NULL when the statement is planned, and costs nothing.
const findCondition = `
  ($1::text IS NULL OR $1 = ${stateOfRow}) AND ($2::text IS NULL OR $2 = saga.phase)
  AND ($3::boolean IS NULL OR $3 = saga.open) AND ($4::boolean IS NULL OR $4 = ${stuckCondition})
  AND ($5::boolean IS NULL OR $5 = ${pausedCondition}) AND ($6::boolean IS NULL OR $6 = ${skippedCondition})
  AND ($7::text IS NULL OR ${awaitsCondition('$7')}) AND ($8::text IS NULL OR $8 IN (trade.seller, trade.buyer))
  AND ($9::text IS NULL OR $9 = saga.progress->'rejected'->'because'->>'reason')
  AND ($10::float8 IS NULL OR saga.started_at < clock_timestamp() - make_interval(secs => $10))
  AND ($11::float8 IS NULL OR saga.started_at > clock_timestamp() - make_interval(secs => $11))
  AND ($12::uuid IS NULL OR saga.id > $12) ORDER BY saga.id LIMIT $13`;
