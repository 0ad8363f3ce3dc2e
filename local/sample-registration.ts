import { untilTaken } from './http-exchange.js';
import { inParallel, piecesOf } from './in-parallel.js';
import type { SampleMarket } from './sample/sample-market.shape.js';
import type { ServiceName } from './services.js';

type Urls = Readonly<Record<ServiceName, string>>;

/** What a registry takes in one request. */
const itemsPerRequest = 500;
const requestsAtOnce = 8;

async function register(what: string, url: string, items: readonly unknown[]): Promise<void> {
  for (const piece of piecesOf(items, itemsPerRequest)) {
    await untilTaken(what, { method: 'POST', url, body: { items: piece } });
  }
}

/**
 * Registers the area, the parties, their meter points and portfolios, and pays in. Meter points wait until their party's
 * copy has arrived in metering, deposits until the party's event has opened its account. A repeat changes nothing.
 */
export async function registerSample(urls: Urls, market: SampleMarket): Promise<void> {
  await untilTaken('The area', { method: 'POST', url: `${urls.trading}/v1/areas`, body: market.area });
  await register('The parties', `${urls.trading}/v1/parties`, market.parties);
  await Promise.all([
    register('The meter points', `${urls.metering}/v1/meter-points`, market.meterPoints),
    register('The portfolios', `${urls.metering}/v1/portfolios`, market.portfolios),
    inParallel(market.deposits, requestsAtOnce, ({ party, amountEur, idempotencyKey }) =>
      untilTaken('A deposit', {
        method: 'POST',
        url: `${urls.settlement}/v1/accounts/${party}/deposits`,
        body: { amountEur },
        headers: { 'idempotency-key': idempotencyKey },
      }),
    ),
    inParallel(market.creditLimits, requestsAtOnce, ({ party, limitEur }) =>
      untilTaken('A credit limit', {
        method: 'PUT',
        url: `${urls.settlement}/v1/accounts/${party}/credit-limit`,
        body: { creditLimitEur: limitEur },
      }),
    ),
  ]);
}
