import { exchange } from './http-exchange.js';

/** What `GET /v1/trades/summary` of trading answers: every trade it has, counted. */
export interface TradeSummary {
  readonly pending: number;
  readonly confirmed: number;
  readonly cleared: number;
  readonly rejected: number;
  readonly stuck: number;
  readonly rejectedBecause: Readonly<Record<string, number>>;
  /** The rest is of the cleared trades. */
  readonly energyWh: number;
  readonly turnoverEur: string;
  readonly netEur: string;
  readonly lowestPriceCentsPerMWh: number | null;
  readonly highestPriceCentsPerMWh: number | null;
}

/** Throws when trading does not answer. */
export async function tradeSummary(tradingUrl: string, key: string): Promise<TradeSummary> {
  const { status, body } = await exchange({ method: 'GET', url: `${tradingUrl}/v1/trades/summary`, key });
  if (status !== 200) throw new Error(`Trading answered ${status} when it was asked for its trades' summary.`);
  return body as TradeSummary;
}

export const endedTrades = ({ cleared, rejected }: TradeSummary): number => cleared + rejected;
export const runningTrades = ({ pending, confirmed }: TradeSummary): number => pending + confirmed;
