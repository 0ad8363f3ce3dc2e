import { formatEur, money } from '#libs/units';
import type { DataSource } from 'typeorm';
import { proposals, selection, type Sight, trades } from './trade-filter.js';

interface Counted {
  readonly phase: string;
  readonly stuck: boolean;
  readonly reason: string | null;
  readonly trades: string;
  readonly energy: string;
  readonly turnover: string;
  readonly net: string;
  readonly lowest: number;
  readonly highest: number;
}

/** Every trade that a caller may see, counted; energy in Wh and money in euro over the cleared ones. */
export async function tradeSummary(
  dataSource: Pick<DataSource, 'query'>,
  sight: Sight,
): Promise<Record<string, unknown>> {
  const [rows, proposed] = await Promise.all([countTrades(dataSource, sight), countProposals(dataSource, sight)]);
  const count = (matches: (row: Counted) => boolean): number =>
    rows.filter(matches).reduce((sum, row) => sum + Number(row.trades), 0);
  const because = new Map<string, number>();
  for (const { reason, trades: number } of [...rows.filter(({ phase }) => phase === 'undone'), ...proposed])
    if (reason !== null) because.set(reason, (because.get(reason) ?? 0) + Number(number));
  const cleared = rows.find(({ phase }) => phase === 'done');
  return {
    proposed: Number(proposed.find(({ reason }) => reason === null)?.trades ?? 0),
    pending: count(({ phase }) => phase === 'doing' || phase === 'undoing'),
    confirmed: count(({ phase }) => phase === 'finishing'),
    cleared: count(({ phase }) => phase === 'done'),
    rejected: [...because.values()].reduce((sum, number) => sum + number, 0),
    /** Of the pending and confirmed. */
    stuck: count(({ stuck }) => stuck),
    rejectedBecause: Object.fromEntries(because),
    energyWh: Number(cleared?.energy ?? 0),
    turnoverEur: formatEur(money(BigInt(cleared?.turnover ?? 0))),
    netEur: formatEur(money(BigInt(cleared?.net ?? 0))),
    lowestPriceCentsPerMWh: cleared?.lowest ?? null,
    highestPriceCentsPerMWh: cleared?.highest ?? null,
  };
}

async function countTrades(dataSource: Pick<DataSource, 'query'>, sight: Sight): Promise<Counted[]> {
  const { from, where, values } = selection(trades, {}, sight);
  return dataSource.query<Counted[]>(
    `SELECT phase, ${trades.states.stuck} AS stuck, CASE WHEN phase = 'undone' THEN ${trades.reason} END AS reason,
       count(*) AS trades, sum(energy_wh) AS energy, sum(abs(energy_wh::numeric * price_cents_per_mwh)) AS turnover,
       sum(energy_wh::numeric * price_cents_per_mwh) AS net, min(price_cents_per_mwh) AS lowest,
       max(price_cents_per_mwh) AS highest
     FROM ${from} JOIN saga USING (id) WHERE ${where} GROUP BY 1, 2, 3`,
    [...values],
  );
}

/** The reason is null of those that still wait. */
async function countProposals(
  dataSource: Pick<DataSource, 'query'>,
  sight: Sight,
): Promise<{ readonly reason: string | null; readonly trades: string }[]> {
  const { from, where, values } = selection(proposals, {}, sight);
  return dataSource.query(
    `SELECT ${proposals.reason} AS reason, count(*) AS trades
     FROM ${from} WHERE state <> 'confirmed' AND ${where} GROUP BY 1`,
    [...values],
  );
}
