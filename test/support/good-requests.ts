import { randomUUID } from 'node:crypto';
import type { ServiceName } from '../../local/services.js';
import { freshCode } from './fresh-code.js';
import type { Subject } from './subject.js';
import { anHourAhead } from './world.js';

type Texts = Readonly<Record<string, string>>;

/** What a request has to hold so that nothing is wrong with its form, asking for a subject's things. */
export interface GoodRequest {
  readonly path?: Texts;
  readonly query?: Texts;
  /** Every form that a body may have, with every field that it may hold; any of them will do. */
  readonly bodies?: readonly unknown[];
  /** A body that is a file. */
  readonly csv?: string;
}

type Asks = Readonly<Record<string, (of: Subject) => GoodRequest>>;

const why = 'for a story';
const today = (): string => new Date().toISOString().slice(0, 10);
const anything = (): GoodRequest => ({});

/** One thing, or a list of them: many are read by themselves. */
const oneOrMany = (one: () => unknown, list = 'items'): readonly unknown[] => [one(), { [list]: [one()] }];

const ofTrade = ({ tradeId: id }: Subject): GoodRequest => ({ path: { id } });
const ofParty = ({ party }: Subject): GoodRequest => ({ query: { party } });
const ofAccount = ({ party: id }: Subject): GoodRequest => ({ path: { id } });
const onSaga =
  (other: object = {}) =>
  ({ tradeId: id }: Subject): GoodRequest => ({ path: { id }, bodies: [{ revision: 1, why, ...other }] });
const portfolio = ({ party, area }: Subject): Texts => ({ party, area });

const aParty = (): unknown => ({ eic: freshCode('X'), name: 'A party', roles: ['trader'] });
const anArea = (): unknown => ({
  ...{ eic: freshCode('Y'), name: 'An area', timeZone: 'Europe/Berlin' },
  ...{ lotWh: 1, gateLeadMinutes: 5 },
});

const aLeg = (minutes: number): unknown => ({
  start: new Date(Date.parse(anHourAhead()) + minutes * 60_000).toISOString(),
  ...{ durationMinutes: 15, energyWh: 1000 },
});
const terms = ({ area, party, counterparty }: Subject): object => ({
  ...{ seller: party, buyer: counterparty, sellerSide: null, buyerSide: null, area },
  ...{ priceCentsPerMWh: 5000, settlement: 'saga' },
});
const onePeriod = (of: Subject): object => ({ ...terms(of), ...(aLeg(0) as object) });
const twoLegs = (of: Subject): object => ({ ...terms(of), legs: [aLeg(0), aLeg(15)] });
const names = (): object => ({ tradeId: randomUUID(), externalId: randomUUID() });

const ground = (service: ServiceName): Asks => ({
  'GET /health/live': anything,
  'GET /health/ready': anything,
  'GET /metrics': anything,
  'GET /openapi.json': anything,
  'GET /asyncapi.json': anything,
  'GET /docs': anything,
  'GET /v1/market-time': anything,
  'GET /v1/audit': anything,
  'GET /v1/instances': anything,
  'GET /v1/parked': anything,
  'GET /v1/parked/{id}': ({ parked }) => ({ path: { id: parked[service] } }),
  'POST /v1/parked/{id}/requeue': ({ parked }) => ({ path: { id: parked[service] }, bodies: [{ version: 2, why }] }),
  'POST /v1/parked/{id}/drop': ({ parked }) => ({ path: { id: parked[service] }, bodies: [{ version: 2, why }] }),
});

/**
 * A good request for every route. A route that is missing here fails the tests that walk over all routes, by its name.
 */
export const goodRequests: Readonly<Record<ServiceName, Asks>> = {
  trading: {
    ...ground('trading'),
    'GET /v1/areas': anything,
    'POST /v1/areas': () => ({ bodies: oneOrMany(anArea) }),
    'GET /v1/areas/{eic}': ({ area }) => ({ path: { eic: area } }),
    'GET /v1/parties': anything,
    'POST /v1/parties': () => ({ bodies: oneOrMany(aParty) }),
    'GET /v1/parties/{eic}': ({ party }) => ({ path: { eic: party } }),
    'PUT /v1/parties/{eic}/suspension': ({ bystander }) => ({ path: { eic: bystander }, bodies: [{ why }] }),
    'DELETE /v1/parties/{eic}/suspension': ({ bystander }) => ({ path: { eic: bystander }, query: { why } }),
    'GET /v1/periods': ({ area }) => ({ query: { area, day: today() } }),
    'GET /v1/trades': ofParty,
    'POST /v1/trades': (of) => ({
      bodies: [
        { ...onePeriod(of), ...names() },
        { ...twoLegs(of), ...names() },
        { trades: [{ ...onePeriod(of), ...names() }] },
        { trades: [{ ...twoLegs(of), ...names() }] },
      ],
    }),
    'GET /v1/trades/summary': anything,
    'GET /v1/trades/events': anything,
    'GET /v1/trades/{id}': ofTrade,
    'GET /v1/trades/{id}/events': ofTrade,
    'POST /v1/trades/{id}/confirm': (of) => ({
      path: { id: of.toConfirm },
      bodies: [{ ...terms(of), ...of.proposal }, twoLegs(of)],
    }),
    'POST /v1/trades/{id}/decline': ({ toDecline: id }) => ({ path: { id }, bodies: [{ why }] }),
    'POST /v1/trades/{id}/counter-trade': ({ tradeId: id }) => ({ path: { id }, bodies: [{ why }] }),
    'GET /v1/two-phase': anything,
    'GET /v1/two-phase/{gid}': ({ gid }) => ({ path: { gid } }),
    'GET /v1/sagas': ofParty,
    'GET /v1/sagas/{id}': ofTrade,
    'POST /v1/sagas/{id}/retry': onSaga(),
    'POST /v1/sagas/{id}/force-undo': onSaga(),
    'POST /v1/sagas/{id}/skip': onSaga({ step: 'post funds' }),
    'POST /v1/sagas/{id}/pause': onSaga(),
    'POST /v1/sagas/{id}/resume': onSaga(),
  },
  metering: {
    ...ground('metering'),
    'GET /v1/meter-points': ofParty,
    'POST /v1/meter-points': ({ party, area }) => ({
      bodies: oneOrMany(() => ({
        ...{ eic: freshCode('Z'), party, area, balanceGroup: 'a group' },
        ...{ injectionW: 0, consumptionW: 1000, fuseA: 35 },
      })),
    }),
    'GET /v1/meter-points/{eic}': ({ meterPoint }) => ({ path: { eic: meterPoint } }),
    'GET /v1/portfolios': ofParty,
    'POST /v1/portfolios': ({ party }) => ({
      bodies: oneOrMany(() => ({
        ...{ party, area: freshCode('Y'), balanceGroup: 'a group' },
        ...{ injectionLimitW: 1000, consumptionLimitW: 1000 },
      })),
    }),
    'GET /v1/portfolios/{party}/{area}': (of) => ({ path: portfolio(of) }),
    'PUT /v1/portfolios/{party}/{area}/limits': (of) => ({
      path: portfolio(of),
      bodies: [{ injectionLimitW: 40_000_000, consumptionLimitW: 40_000_000, why, version: 1 }],
    }),
    'GET /v1/positions': ({ party, area }) => ({ query: { party, area, day: today() } }),
    'GET /v1/bookings': ofParty,
    'GET /v1/bookings/{id}': ofTrade,
  },
  settlement: {
    ...ground('settlement'),
    'GET /v1/accounts': anything,
    'GET /v1/accounts/{id}': ofAccount,
    'GET /v1/accounts/{id}/statement': ofAccount,
    'PUT /v1/accounts/{id}/credit-limit': ({ party: id }) => ({
      path: { id },
      bodies: [
        { creditLimitEur: '0.00000000', why },
        { creditLimitEur: '0', why, version: 1 },
      ],
    }),
    'PUT /v1/accounts/{id}/frozen': ({ party: id }) => ({
      path: { id },
      bodies: [
        { frozen: false, why },
        { frozen: false, why, version: 1 },
      ],
    }),
    'POST /v1/accounts/{id}/deposits': ({ party: id }) => ({
      path: { id },
      bodies: [{ amountEur: '1.00000000', why }],
    }),
    'POST /v1/accounts/{id}/withdrawals': ({ party: id }) => ({
      path: { id },
      bodies: [{ amountEur: '0.00000001', why }],
    }),
    'GET /v1/holds': ({ party: account }) => ({ query: { account } }),
    'GET /v1/holds/{id}': ofTrade,
    'GET /v1/transfers': ({ party: account }) => ({ query: { account } }),
    'GET /v1/ledger/check': anything,
    'GET /v1/prices': ({ area }) => ({ query: { area, day: today() } }),
    'POST /v1/prices/files': ({ area }) => ({
      query: { source: why, area },
      csv: `delivery_start_utc,price_eur_mwh\n${today()}T00:00:00Z,50.00\n`,
    }),
  },
};
