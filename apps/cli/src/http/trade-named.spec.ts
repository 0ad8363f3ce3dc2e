import { describe, expect, it } from '@jest/globals';
import type { Api, ApiRequest } from './api.js';
import { ApiProblem } from './api-problem.js';
import { tradeIdNamed, tradeNamed } from './trade-named.js';

const first = '0198c0de-0000-7000-8000-000000000001';
const second = '0198c0de-0000-7000-8000-000000000002';

/** Trading as far as names go: ids by external id, and each trade by its id. */
function tradingWith(named: Readonly<Record<string, readonly string[]>>): Pick<Api, 'ask'> {
  const known = Object.values(named).flat();
  return {
    ask: async <Body>(_service: string, path: string, request?: ApiRequest): Promise<Body> => {
      const ids = named[String(request?.query?.['externalId'])] ?? [];
      if (path === '/v1/trades') return { items: ids.map((tradeId) => ({ tradeId })), next: null } as Body;
      const tradeId = path.split('/').at(-1) ?? '';
      if (!known.includes(tradeId)) throw new ApiProblem('trading', 404, {});
      return { tradeId } as Body;
    },
  };
}

describe('a trade', () => {
  it.each([
    ['its id', first],
    ['its external id', 'desk-1'],
    ['an external id that looks like an id', second],
  ])('is found by %s', async (_, name) => {
    const trading = tradingWith({ 'desk-1': [first], [second]: [first] });
    expect(await tradeNamed(trading, name)).toEqual({ tradeId: first });
  });

  it.each([
    ['nobody', `There is no trade with the id or the external id nobody.`],
    ['twice', `Several trades have the external id twice, name one by its id: ${first}, ${second}.`],
  ])('is not found by %s', async (name, said) => {
    await expect(tradeNamed(tradingWith({ twice: [first, second] }), name)).rejects.toThrow(said);
  });

  it('that is named by its id is not looked up for it', async () => {
    expect(await tradeIdNamed(tradingWith({}), first.toUpperCase())).toBe(first);
  });
});
