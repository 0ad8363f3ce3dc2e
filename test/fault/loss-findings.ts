import { asked } from '../support/ask-database.js';

interface Kept {
  readonly submissions: number;
  readonly trades: number;
  readonly sagas: number;
  /** Trades that the answers name, each counted once. */
  readonly answered: number;
}

const keptText = `
  SELECT (SELECT count(*) FROM submission)::int AS submissions,
         (SELECT count(*) FROM trade)::int AS trades,
         (SELECT count(*) FROM saga)::int AS sagas,
         (SELECT count(DISTINCT trade.id)
            FROM submission CROSS JOIN json_array_elements(results) AS result
            JOIN trade ON trade.id = (result->>'tradeId')::uuid)::int AS answered`;

/** Was anything lost or doubled? However often a body was sent, it stands there once, with a trade for each of its own. */
export async function lossFindings(
  tradingDatabaseUrl: string,
  submitted: { readonly bodies: number; readonly trades: number },
): Promise<string[]> {
  const { rows } = await asked(tradingDatabaseUrl, (client) => client.query<Kept>(keptText));
  const kept = rows[0] as Kept;
  const expected: Kept = {
    submissions: submitted.bodies,
    trades: submitted.trades,
    sagas: submitted.trades,
    answered: submitted.trades,
  };
  return (Object.keys(expected) as (keyof Kept)[])
    .filter((what) => kept[what] !== expected[what])
    .map((what) => `trading has ${kept[what]} ${what}, and ${expected[what]} were submitted`);
}
