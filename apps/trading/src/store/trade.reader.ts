import { progressOf, type SagaRecord, type StoredSaga, storedSagaColumns } from '#libs/saga-runner';
import { defaultTimeZone } from '#libs/market';
import type { DataSource } from 'typeorm';
import type { Proposal } from '../proposal/proposal.js';
import type { Trade } from '../trade/trade.js';
import { readProposal, type StoredProposal, storedProposalColumns } from './proposal.statements.js';
import { proposals, type Selection, selections, type Sight, type TradeFilter, trades } from './trade-filter.js';
import { readTrade, type StoredTrade, storedTradeColumns } from './trade.statements.js';

/** A trade with its saga, read without a lock. */
export interface TradeWithSaga {
  readonly trade: Trade;
  readonly saga: Omit<SagaRecord<Trade>, 'subject'>;
  /** The trade that takes this one back, unless that was rejected. */
  readonly counteredBy: string | null;
  /** The area's. */
  readonly timeZone: string;
}

/** What was proposed and is no trade, or not yet. */
export interface ReadProposal {
  readonly proposal: Proposal;
  /** The area's. */
  readonly timeZone: string;
}

export type ReadTrade = TradeWithSaga | ReadProposal;

export const idOf = (read: ReadTrade): string => ('trade' in read ? read.trade.id : read.proposal.id);

export interface TradePage {
  /** Trades with a later id. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** Trades as they are read: proposed, under way and ended. */
export class TradeReader {
  constructor(private readonly dataSource: Pick<DataSource, 'query'>) {}

  async one(id: string): Promise<ReadTrade | undefined> {
    const trade = { from: 'trade', where: 'trade.id = $1', values: [id] };
    const [found] = await this.#trades(trade);
    if (found) return found;
    const [proposal] = await this.#proposals({ from: 'proposal', where: 'proposal.id = $1', values: [id] });
    if (proposal) return proposal;
    // It may have been confirmed between the two looks.
    const [confirmed] = await this.#trades(trade);
    return confirmed;
  }

  /** Those of the trades that are there, by their ids. */
  async those(ids: readonly string[]): Promise<ReadonlyMap<string, ReadTrade>> {
    // What is confirmed in between is found as a trade.
    const proposed = await this.#proposals({
      from: 'proposal',
      where: 'proposal.id = ANY ($1::uuid[])',
      values: [ids],
    });
    const found = await this.#trades({ from: 'trade', where: 'trade.id = ANY ($1::uuid[])', values: [ids] });
    return new Map([...proposed, ...found].map((one) => [idOf(one), one]));
  }

  /** Those of the trades that wait for their counterparty. */
  async proposed(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const found = await this.dataSource.query<{ id: string }[]>(
      "SELECT id FROM proposal WHERE state = 'proposed' AND id = ANY ($1::uuid[])",
      [ids],
    );
    return new Set(found.map(({ id }) => id));
  }

  /** In the order of their ids, which is that of their submission unless callers made them otherwise. */
  async list(filter: TradeFilter, sight: Sight, { after, limit }: TradePage): Promise<ReadTrade[]> {
    const page = ({ from, where, values }: Selection, table: string): Selection => ({
      from,
      where: `${where} AND ($${values.length + 1}::uuid IS NULL OR ${table}.id > $${values.length + 1})
        ORDER BY ${table}.id LIMIT $${values.length + 2}`,
      values: [...values, after ?? null, limit],
    });
    const found = await Promise.all<readonly ReadTrade[]>([
      ...selections(trades, filter, sight).map((one) => this.#trades(page(one, 'trade'))),
      ...selections(proposals, filter, sight).map((one) => this.#proposals(page(one, 'proposal'))),
    ]);
    // Each comes in order; ids are lower-case hexadecimal, which sorts as the database sorts them.
    return found
      .flat()
      .sort((one, other) => (idOf(one) < idOf(other) ? -1 : 1))
      .slice(0, limit);
  }

  /** Whether none of these trades is under way, or waits for its counterparty. */
  async ended(ids: readonly string[]): Promise<boolean> {
    const [row] = await this.dataSource.query<{ ended: boolean }[]>(
      `SELECT NOT EXISTS (SELECT FROM saga WHERE open AND id = ANY ($1::uuid[]))
          AND NOT EXISTS (SELECT FROM proposal WHERE state = 'proposed' AND id = ANY ($1::uuid[])) AS ended`,
      [ids],
    );
    return row?.ended === true;
  }

  /** Those of the trades whose sagas, or proposals, have moved on since they were read. */
  async movedOn(read: readonly ReadTrade[]): Promise<ReadTrade[]> {
    const sagas = read.map((one) => ('trade' in one ? one.saga.revision : 0));
    const versions = read.map((one) => ('proposal' in one ? one.proposal.version : 0));
    const moved = await this.#trades({
      from: 'trade JOIN unnest($1::uuid[], $2::int[]) AS seen (id, revision) USING (id)',
      where: 'saga.revision > seen.revision',
      values: [read.map(idOf), sagas],
    });
    const changed = await this.#proposals({
      from: 'proposal JOIN unnest($1::uuid[], $2::int[]) AS seen (id, version) ON seen.id = proposal.id',
      where: 'seen.version > 0 AND proposal.version > seen.version',
      values: [read.map(idOf), versions],
    });
    return [...moved, ...changed];
  }

  /** Which of these trades the caller has submitted. */
  async submittedBy(caller: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
    const found = await this.dataSource.query<{ id: string }[]>(
      'SELECT id FROM trade WHERE id = ANY ($1::uuid[]) AND caller = $2',
      [ids, caller],
    );
    return new Set(found.map(({ id }) => id));
  }

  async #trades({ from, where, values }: Selection): Promise<TradeWithSaga[]> {
    const rows = await this.dataSource.query<StoredTradeWithSaga[]>(
      `SELECT ${storedSagaColumns}, ${storedTradeColumns}, area.time_zone, ${counteredBy} AS countered_by
       FROM ${from} JOIN saga USING (id) LEFT JOIN area ON area.eic = trade.area WHERE ${where}`,
      [...values],
    );
    return rows.map((row) => ({
      trade: readTrade(row),
      saga: {
        ...{ id: row.id, name: row.name, version: row.version, revision: row.revision },
        progress: progressOf(row.progress),
      },
      counteredBy: row.countered_by,
      timeZone: row.time_zone ?? defaultTimeZone,
    }));
  }

  async #proposals({ from, where, values }: Selection): Promise<ReadProposal[]> {
    const rows = await this.dataSource.query<(StoredProposal & { readonly time_zone: string | null })[]>(
      `SELECT ${storedProposalColumns}, area.time_zone
       FROM ${from} LEFT JOIN area ON area.eic = proposal.area WHERE proposal.state <> 'confirmed' AND ${where}`,
      [...values],
    );
    return rows.map((row) => ({ proposal: readProposal(row), timeZone: row.time_zone ?? defaultTimeZone }));
  }
}

type StoredTradeWithSaga = StoredSaga &
  StoredTrade & { readonly time_zone: string | null; readonly countered_by: string | null };

const counteredBy = `(
  SELECT counter.id FROM trade AS counter JOIN saga AS its ON its.id = counter.id
  WHERE counter.counter_of = trade.id AND its.phase <> 'undone' LIMIT 1)`;
