import type { QueryConfig } from 'pg';
import type { LoadTrade } from '../support/load-market.js';
import * as sql from './no-coordinator.statements.js';

/** What trading, metering and settlement would charge: 11.25 ct/MWh, in 10⁻⁸ euro per Wh of 10⁻³ ct/MWh. */
const feeMilliCentsPerMWh = 11_250n;
const quarterHourMs = 900_000;

export const filled = (statement: { name: string; text: string }, values: unknown[]): QueryConfig => ({
  ...statement,
  values,
});

/** An account as `lock-accounts` answers it; money as text. */
export interface LockedAccount {
  readonly id: string;
  readonly free: string;
}

const energyOf = (legs: LoadTrade['legs']): number => legs.reduce((sum, { energyWh }) => sum + energyWh, 0);

function priced({ legs, priceCentsPerMWh }: LoadTrade): { energyWh: number; amount: bigint; fee: bigint } {
  const energyWh = energyOf(legs);
  const amount = BigInt(energyWh) * BigInt(priceCentsPerMWh);
  return { energyWh, amount, fee: (BigInt(energyWh) * feeMilliCentsPerMWh + 500n) / 1_000n };
}

/** Whether the buyer has the price and its fee. */
export function isCovered(trade: LoadTrade, accounts: readonly LockedAccount[]): boolean {
  const { amount, fee } = priced(trade);
  return BigInt(accounts.find(({ id }) => id === trade.buyer)?.free ?? 0) >= amount + fee;
}

/** Price and fees move, and the hold is posted. */
export function paymentRows(id: string, trade: LoadTrade): readonly QueryConfig[] {
  const { seller, buyer, priceCentsPerMWh } = trade;
  const { energyWh, amount, fee } = priced(trade);
  return [
    filled(sql.moveMoney, [seller, amount - fee, buyer, -amount - fee]),
    filled(sql.insertHold, [id, seller, buyer, energyWh, priceCentsPerMWh, fee, amount + fee]),
    filled(sql.insertTransfers, [id, buyer, seller, amount, fee]),
  ];
}

export function refusedPaymentRows(id: string, trade: LoadTrade): readonly QueryConfig[] {
  const { amount, fee } = priced(trade);
  const numbers = { needed: String(amount + fee), free: '0', limit: '0', account: trade.buyer };
  const because = { reason: 'not enough free money', ...numbers };
  return [filled(sql.insertRefusal, [id, JSON.stringify(because)])];
}

/** A trade that is not paid leaves its cancelled booking, and positions that it did not change. */
export function deliveryRows(id: string, trade: LoadTrade, isPaid: boolean): readonly QueryConfig[] {
  const { seller, buyer, sellerSide, buyerSide, area, legs } = trade;
  const quarterHour = Date.parse(legs[0]?.start ?? '') / quarterHourMs;
  const energyWh = isPaid ? energyOf(legs) : 0;
  const positions = [
    filled(sql.addToPosition, [sellerSide ?? `${seller}/${area}`, quarterHour, energyWh, 0]),
    filled(sql.addToPosition, [buyerSide ?? `${buyer}/${area}`, quarterHour, 0, energyWh]),
    // Rows are locked in the order of their keys, so that two trades cannot wait for each other.
  ].sort((one, other) => (String(one.values?.[0]) < String(other.values?.[0]) ? -1 : 1));
  const state = isPaid ? 'firm' : 'cancelled';
  const booking = [id, state, seller, buyer, sellerSide, buyerSide, area, quarterHour, [energyOf(legs)]];
  return [...positions, filled(sql.insertBooking, booking)];
}

/** The trade, and its progress as a saga's row has it. */
export function tradeRows(id: string, trade: LoadTrade, phase: 'done' | 'undone', progress: string): QueryConfig[] {
  const { seller, buyer, sellerSide, buyerSide, area, legs, priceCentsPerMWh } = trade;
  const kept = JSON.stringify(
    legs.map(({ start, durationMinutes, energyWh }) => [Date.parse(start), durationMinutes, energyWh]),
  );
  const parties = [seller, buyer, sellerSide, buyerSide, area];
  const terms = [id, ...parties, kept, energyOf(legs), priceCentsPerMWh, legs[0]?.start];
  return [filled(sql.insertTrade, terms), filled(sql.insertSaga, [id, phase, progress])];
}
