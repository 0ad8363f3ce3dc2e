import { type Eic, instant } from '#libs/market';
import type { Rows, Transaction } from '#libs/messaging';
import { progressOf, type SagaRecord, type StoredSaga, storedSagaColumns } from '#libs/saga-runner';
import { centsPerMWh } from '#libs/units';
import { energyOf, type SettlementPath, type Trade } from '../trade/trade.js';
import { readLegs, type StoredLeg } from './stored-legs.js';
import { scopedKeyColumns } from './scoped-key.js';
import { termColumns } from './term-columns.js';

export interface StoredTrade {
  readonly id: string;
  readonly caller: string;
  readonly external_id: string | null;
  readonly seller: Eic;
  readonly buyer: Eic;
  readonly seller_side: Eic | null;
  readonly buyer_side: Eic | null;
  readonly area: Eic;
  readonly legs: readonly StoredLeg[];
  readonly price_cents_per_mwh: number;
  readonly settlement: SettlementPath;
  readonly agreed_ms: number;
  readonly gate_closes_ms: number;
  readonly register_by_ms: number;
  readonly counter_of: string | null;
}

/** `date_part` answers a float8, where `extract` would compute in numeric. */
const ms = (column: string, name: string): string => `date_part('epoch', trade.${column}) * 1000 AS ${name}`;

/** The columns to select from `trade`, under that name, for {@link StoredTrade}; without the id. */
export const storedTradeColumns = `trade.caller, trade.external_id, trade.seller, trade.buyer, trade.seller_side,
  trade.buyer_side, trade.area, trade.legs, trade.price_cents_per_mwh, trade.settlement,
  ${ms('agreed_at', 'agreed_ms')},
  ${ms('gate_closes_at', 'gate_closes_ms')}, ${ms('register_by', 'register_by_ms')}, trade.counter_of`;

export const readTrade = (row: StoredTrade): Trade => ({
  id: row.id,
  caller: row.caller,
  externalId: row.external_id,
  seller: row.seller,
  buyer: row.buyer,
  sellerSide: row.seller_side,
  buyerSide: row.buyer_side,
  area: row.area,
  legs: readLegs(row.legs),
  price: centsPerMWh(row.price_cents_per_mwh),
  settlement: row.settlement,
  agreedAt: instant(Math.round(row.agreed_ms)),
  gateClosesAt: instant(Math.round(row.gate_closes_ms)),
  registerBy: instant(Math.round(row.register_by_ms)),
  counterOf: row.counter_of,
});

export async function loadSagas(tx: Transaction, ids: readonly string[]): Promise<SagaRecord<Trade>[]> {
  if (ids.length === 0) return [];
  const rows = await tx.query<StoredSaga & StoredTrade>('saga-load', loadSagasText, [ids]);
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    version: row.version,
    revision: row.revision,
    progress: progressOf(row.progress),
    subject: readTrade(row),
  }));
}

const loadSagasText = `
  SELECT ${storedSagaColumns}, ${storedTradeColumns}
  FROM saga JOIN trade USING (id) WHERE saga.id = ANY ($1::uuid[]) ORDER BY saga.id FOR NO KEY UPDATE OF saga`;

/** Trades by `${caller}/${externalId}`. */
export async function loadReferences(tx: Transaction, keys: readonly string[]): Promise<Trade[]> {
  if (keys.length === 0) return [];
  const rows = await tx.query<StoredTrade>('trade-by-reference', loadReferencesText, scopedKeyColumns(keys));
  return rows.map(readTrade);
}

const loadReferencesText = `
  SELECT trade.id, ${storedTradeColumns}
  FROM unnest($1::text[], $2::text[]) AS wanted (caller, external_id) JOIN trade USING (caller, external_id)`;

/** Writes the terms of the batch's new trades: those whose sagas are new. Terms never change. */
export async function saveTrades(tx: Transaction, sagas: Rows<SagaRecord<Trade>>): Promise<void> {
  const trades = sagas.inserted().map(({ subject }) => subject);
  if (trades.length === 0) return;
  await tx.query('trade-insert', insertTradesText, [
    trades.map(({ id }) => id),
    trades.map(({ caller }) => caller),
    trades.map(({ externalId }) => externalId),
    ...termColumns(trades),
    trades.map(energyOf),
    trades.map(({ price }) => price),
    trades.map(({ agreedAt }) => agreedAt),
    trades.map(({ gateClosesAt }) => gateClosesAt),
    trades.map(({ registerBy }) => registerBy),
    trades.map(({ counterOf }) => counterOf),
    trades.map(({ settlement }) => settlement),
  ]);
}

const insertTradesText = `
  INSERT INTO trade (id, caller, external_id, seller, buyer, seller_side, buyer_side, area, legs, energy_wh,
    price_cents_per_mwh, agreed_at, gate_closes_at, register_by, counter_of, settlement)
  SELECT id, caller, external_id, seller, buyer, seller_side, buyer_side, area, legs, energy_wh, price_cents_per_mwh,
    to_timestamp(agreed_ms / 1000), to_timestamp(gate_closes_ms / 1000), to_timestamp(register_by_ms / 1000),
    counter_of, settlement
  FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::json[],
      $10::int8[], $11::int4[], $12::float8[], $13::float8[], $14::float8[], $15::uuid[], $16::text[])
    AS new (id, caller, external_id, seller, buyer, seller_side, buyer_side, area, legs, energy_wh,
      price_cents_per_mwh, agreed_ms, gate_closes_ms, register_by_ms, counter_of, settlement)`;
