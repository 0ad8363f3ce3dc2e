import type { Client } from 'pg';
import { piecesOf } from '../../local/in-parallel.js';
import { asked } from '../support/ask-database.js';
import type { KnownCall } from './client-history.js';
import { judgeCall, type KeptTrade } from './judge-call.js';

const callsAtOnce = 2_000;
const mostFindings = 20;

/** Everything that the calls name, after everything has drained; ids of trades come as the database has them. */
async function judgePage(client: Client, caller: string, calls: readonly KnownCall[]): Promise<string[]> {
  const submissions = await client.query<{ key: string; results: { tradeId?: string }[] }>(
    'SELECT key, results FROM submission WHERE caller = $1 AND key = ANY ($2)',
    [caller, calls.map(({ key }) => key)],
  );
  const results = new Map(submissions.rows.map((row) => [row.key, row.results.map(({ tradeId }) => tradeId ?? null)]));
  const references = calls.flatMap(({ key, expected, referenced }) =>
    referenced ? expected.map((_, at) => `${key}-${at}`) : [],
  );
  const trades = await client.query<KeptTrade>(
    `SELECT trade.id, external_id AS "externalId", phase FROM trade LEFT JOIN saga USING (id)
      WHERE trade.id = ANY ($2::uuid[]) OR (caller = $1 AND external_id = ANY ($3))`,
    [caller, [...results.values()].flat().filter((id) => id !== null), references],
  );
  const byId = new Map(trades.rows.map((trade) => [trade.id, trade]));
  const byExternalId = new Map(trades.rows.flatMap((trade) => (trade.externalId ? [[trade.externalId, trade]] : [])));
  return calls.flatMap((call) => judgeCall(call, { results: results.get(call.key), byId, byExternalId }));
}

const named = `
  SELECT (result->>'tradeId')::uuid AS id FROM submission CROSS JOIN json_array_elements(results) AS result
   WHERE caller = $1 AND result->>'tradeId' IS NOT NULL`;

/** Trades of the caller that no answer names, or several: a submission that was done twice leaves such. */
const strayText = `
  WITH named AS (SELECT id, count(*)::int AS answers FROM (${named}) AS each GROUP BY id)
  SELECT trade.id, coalesce(answers, 0) AS answers FROM trade LEFT JOIN named USING (id)
   WHERE caller = $1 AND answers IS DISTINCT FROM 1 LIMIT ${mostFindings}`;

/**
 * Holds what a client knows against trading's database, once everything has drained.
 *
 * @param caller whose submissions they are, as trading names it; nobody else may submit in its name
 */
export async function historyFindings(
  tradingDatabaseUrl: string,
  caller: string,
  calls: readonly KnownCall[],
): Promise<string[]> {
  return asked(tradingDatabaseUrl, async (client) => {
    const found: string[] = [];
    for (const page of piecesOf(calls, callsAtOnce)) found.push(...(await judgePage(client, caller, page)));
    const strays = await client.query<{ id: string; answers: number }>(strayText, [caller]);
    found.push(...strays.rows.map(({ id, answers }) => `the trade ${id} is named by ${answers} answers, not by one`));
    return found.slice(0, mostFindings);
  });
}
