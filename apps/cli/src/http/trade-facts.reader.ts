import type {
  AuditDocument,
  BookingDocument,
  GlobalTransactionDocument,
  HoldDocument,
  ParkedDocument,
  SagaDocument,
  TradeDocument,
  TradeFacts,
  TransferDocument,
} from '../story/trade-facts.js';
import { type Api, type Query, type ServiceName, serviceNames, soonMs } from './api.js';
import { ApiProblem, NoAnswer } from './api-problem.js';
import { foundOr } from './trade-named.js';

/**
 * Asks all three services for what they know of a trade. A service that is away, or does not tell this caller, leaves
 * a gap that the story names: an outage is when a story is asked for.
 */
export async function readTradeFacts(api: Api, trade: TradeDocument): Promise<TradeFacts> {
  const { tradeId, counterOf, saga, settlement } = trade;
  // The gaps are named in the order of asking, whichever answer came first.
  const asked = new Set<string>();
  const unknown = new Map<string, string>();
  const hidden = new Set<string>();
  const unless = async <Found>(what: string, ask: () => Promise<Found>): Promise<Found | undefined> => {
    asked.add(what);
    try {
      return await foundOr(undefined, ask);
    } catch (error) {
      if (!(error instanceof ApiProblem || error instanceof NoAnswer)) throw error;
      if (error instanceof ApiProblem && error.status === 403) hidden.add(what);
      else unknown.set(what, `Not known: ${what}, because ${error.message}`);
      return undefined;
    }
  };
  const one = <Found>(service: ServiceName, path: string): Promise<Found> =>
    api.ask<Found>(service, path, { withinMs: soonMs });
  const listed = async <Item>(what: string, service: ServiceName, path: string, query: Query): Promise<Item[]> => {
    const found = await unless(what, () => api.list(service, path, query, { all: true, withinMs: soonMs }));
    return [...(found?.items ?? [])] as unknown as Item[];
  };
  const audited = (of: string) => listed<AuditDocument>('what operators did', 'trading', '/v1/audit', { of });
  const parkedIn = async (service: ServiceName): Promise<ParkedDocument[]> => {
    const query = { sagaId: tradeId, state: 'all' };
    const found = await listed<ParkedDocument & { id: string }>(`what ${service} parked`, service, '/v1/parked', query);
    return found.map((parked) => ({ ...parked, name: `${service}/${parked.id}` }));
  };
  const [readSaga, audits, globalTransactions, hold, transfers, booking, parked, counterTrades] = await Promise.all([
    saga === undefined ? undefined : unless('its saga', () => one<SagaDocument>('trading', saga)),
    Promise.all(
      [`saga/${tradeId}`, `trade/${tradeId}`, ...(counterOf === undefined ? [] : [`trade/${counterOf}`])].map(audited),
    ),
    settlement === 'two-phase' && saga !== undefined
      ? listed<GlobalTransactionDocument>('its global transactions', 'trading', '/v1/two-phase', { trade: tradeId })
      : [],
    unless('its hold', () => one<HoldDocument>('settlement', `/v1/holds/${tradeId}`)),
    listed<TransferDocument>('its transfers', 'settlement', '/v1/transfers', { of: tradeId }),
    unless('its booking', () => one<BookingDocument>('metering', `/v1/bookings/${tradeId}`)),
    Promise.all(serviceNames.map(parkedIn)),
    listed<TradeDocument>('its counter-trades', 'trading', '/v1/trades', { counterOf: tradeId }),
  ]);
  return {
    trade,
    saga: readSaga,
    audits: audits.flatMap((found) => found.toReversed()),
    ...{ globalTransactions, hold, booking, transfers, counterTrades },
    parked: parked.flat(),
    unknown: [
      ...[...asked].flatMap((what) => unknown.get(what) ?? []),
      ...(hidden.size > 0 ? [`Not for this key: ${[...asked].filter((what) => hidden.has(what)).join(', ')}.`] : []),
    ],
  };
}
