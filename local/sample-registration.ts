import { untilTaken } from './http-exchange.js';
import { inParallel, piecesOf } from './in-parallel.js';
import type { SampleMarket } from './sample/sample-market.shape.js';
import type { StackKeys } from './demonstration-keys.js';
import type { ServiceName } from './services.js';

type Urls = Readonly<Record<ServiceName, string>>;

/** What a registry takes in one request. */
const itemsPerRequest = 500;
const requestsAtOnce = 8;

async function register(key: string, what: string, url: string, items: readonly unknown[]): Promise<void> {
  for (const piece of piecesOf(items, itemsPerRequest)) {
    await untilTaken(what, { method: 'POST', url, key, body: { items: piece } });
  }
}

/** Whole cents as euro with two places. */
const eurText = (cents: number): string =>
  `${cents < 0 ? '-' : ''}${Math.trunc(Math.abs(cents) / 100)}.${String(Math.abs(cents) % 100).padStart(2, '0')}`;

/** The day's prices, as their public source gives them. */
async function registerPrices(url: string, key: string, { area, prices }: SampleMarket): Promise<void> {
  if (prices.length === 0) return;
  const lines = prices.map((one) => `${area.eic},${one.start},${eurText(one.priceCentsPerMWh)}`);
  const csv = ['area,start,priceEurPerMWh', ...lines, ''].join('\n');
  await untilTaken('The prices', { method: 'POST', url: `${url}?source=SMARD.de`, csv, key });
}

/**
 * Registers the area, the parties, their meter points and portfolios, and pays in; the day's prices go along. Meter points wait until their party's
 * copy has arrived in metering, deposits until the party's event has opened its account. A repeat changes nothing.
 */
export async function registerSample(
  { urls, keys: { operator: key } }: { readonly urls: Urls; readonly keys: Pick<StackKeys, 'operator'> },
  market: SampleMarket,
): Promise<void> {
  await untilTaken('The area', { method: 'POST', url: `${urls.trading}/v1/areas`, key, body: market.area });
  await register(key, 'The parties', `${urls.trading}/v1/parties`, market.parties);
  await Promise.all([
    register(key, 'The meter points', `${urls.metering}/v1/meter-points`, market.meterPoints),
    register(key, 'The portfolios', `${urls.metering}/v1/portfolios`, market.portfolios),
    inParallel(market.deposits, requestsAtOnce, ({ party, amountEur, idempotencyKey }) =>
      untilTaken('A deposit', {
        method: 'POST',
        url: `${urls.settlement}/v1/accounts/${party}/deposits`,
        body: { amountEur },
        key,
        headers: { 'idempotency-key': idempotencyKey },
      }),
    ),
    registerPrices(`${urls.settlement}/v1/prices/files`, key, market),
    inParallel(market.creditLimits, requestsAtOnce, ({ party, limitEur }) =>
      untilTaken('A credit limit', {
        method: 'PUT',
        url: `${urls.settlement}/v1/accounts/${party}/credit-limit`,
        body: { creditLimitEur: limitEur, why: 'the sample market' },
        key,
      }),
    ),
  ]);
}
