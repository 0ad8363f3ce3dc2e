import type { Api, PageDocument } from './api.js';
import { ApiProblem } from './api-problem.js';
import type { TradeDocument } from '../story/trade-facts.js';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Nothing, or not one thing, is called so. */
export class NoSuchName extends Error {}

/**
 * The trade that a person names: by its id, or by the external id that its submitter gave it.
 *
 * @throws NoSuchName when there is none, or several, ApiProblem and NoAnswer as the API does
 */
export async function tradeNamed(api: Pick<Api, 'ask'>, name: string): Promise<TradeDocument> {
  if (uuid.test(name)) {
    const found = await foundOr(undefined, () => api.ask<TradeDocument>('trading', `/v1/trades/${name}`));
    if (found !== undefined) return found;
  }
  const { items } = await api.ask<PageDocument>('trading', '/v1/trades', { query: { externalId: name, limit: 10 } });
  const trades = items as unknown as readonly TradeDocument[];
  const [only] = trades;
  if (only === undefined) throw new NoSuchName(`There is no trade with the id or the external id ${name}.`);
  if (trades.length === 1) return only;
  const ids = trades.map(({ tradeId }) => tradeId).join(', ');
  throw new NoSuchName(`Several trades have the external id ${name}, name one by its id: ${ids}.`);
}

/** The id of a saga, which is its trade's. */
export const tradeIdNamed = async (api: Pick<Api, 'ask'>, name: string): Promise<string> =>
  uuid.test(name) ? name.toLowerCase() : (await tradeNamed(api, name)).tradeId;

/** What is asked for, or something else where it is not there. */
export async function foundOr<Found, Other>(other: Other, ask: () => Promise<Found>): Promise<Found | Other> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 404) return other;
    throw error;
  }
}
