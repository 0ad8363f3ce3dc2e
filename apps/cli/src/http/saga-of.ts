import type { SagaDocument } from '../story/trade-facts.js';
import type { Api } from './api.js';
import { foundOr, NoSuchName } from './trade-named.js';

/**
 * The saga of a trade.
 *
 * @throws NoSuchName where there is none: a trade that was only proposed has none
 */
export async function sagaOf(api: Api, id: string): Promise<SagaDocument> {
  const found = await foundOr(undefined, () => api.ask<SagaDocument>('trading', `/v1/sagas/${id}`));
  if (found !== undefined) return found;
  throw new NoSuchName(`There is no saga ${id}; a trade that is only proposed has none.`);
}
