import {
  accountOpenedV1,
  bookingFirmedV1,
  depositPostedV1,
  meterPointRegisteredV1,
  partyRegisteredV1,
  portfolioRegisteredV1,
  topics,
  tradeClearedV1,
  tradePaidV1,
  tradeRejectedV1,
} from '#libs/contracts';
import { aBuyer, aHouseCode, anArea, aPlantCode, aSeller } from '../support/a-booking.js';
import type { Log, LoggedEvent } from './log.js';
import {
  abortedTrade,
  because,
  clearedTrade,
  deposits,
  meterPoints,
  negativeTrade,
  parcels,
  portfolios,
  rejectedTrade,
  startMs,
  votesParcel,
} from './tiny-world.js';

const startAt = new Date(startMs).toISOString();

const event = (
  topic: string,
  type: string,
  subject: string,
  data: object,
  offset: number,
  key?: string,
): LoggedEvent => ({
  topic,
  partition: 0,
  offset,
  key: key ?? subject,
  attributes: {
    specversion: '1.0',
    id: `${subject}/1`,
    type,
    source: '/gridsaga/x',
    subject,
    time: '2026-05-01T10:00:00Z',
    ...(key !== undefined && { partitionkey: key }),
  },
  body: JSON.stringify({ ...data, sequence: 1 }),
});

const terms = (
  tradeId: string,
  sides: readonly (string | null)[],
  minutes: number,
  energyWh: number,
  cents: number,
) => ({
  ...{
    tradeId,
    externalId: null,
    seller: aSeller,
    buyer: aBuyer,
    sellerSide: sides[0],
    buyerSide: sides[1],
    area: anArea,
  },
  legs: [{ start: startAt, durationMinutes: minutes, energyWh }],
  ...{ energyWh, priceCentsPerMWh: cents, agreedAt: '2026-05-01T10:00:00Z' },
});

const meterPoint = (eic: string, party: string, fuseA: number) => ({
  ...{ eic, party, area: anArea, balanceGroup: 'group', injectionW: 0, consumptionW: 0, fuseA },
});

const account = (party: string) => ({ account: party, currency: 'EUR', creditLimitEur: '0.00000000', frozen: false });

const portfolio = (party: string, balanceGroup: string) => ({
  ...{ party, area: anArea, balanceGroup, injectionLimitW: 8000, consumptionLimitW: 8000 },
});

const booking = (
  tradeId: string,
  sides: readonly (string | null)[],
  groups: readonly string[],
  quarterHoursWh: readonly number[],
) => ({
  ...{ tradeId, state: 'firm', seller: aSeller, buyer: aBuyer, sellerSide: sides[0], buyerSide: sides[1] },
  ...{ sellerGroup: groups[0], buyerGroup: groups[1], area: anArea, firstQuarterHour: startAt, quarterHoursWh },
  since: '2026-05-01T10:00:00Z',
});

const line = (part: string, kind: string, debit: string, credit: string, amountEur: string) => ({
  ...{ part, kind, debit, credit, amountEur },
});

const payment = (
  tradeId: string,
  [energyWh, cents]: readonly [number, number],
  [payer, payee]: readonly [string, string],
  [amountEur, feeEur]: readonly [string, string],
) => ({
  ...{ tradeId, seller: aSeller, buyer: aBuyer, energyWh, priceCentsPerMWh: cents, at: '2026-05-01T10:00:00Z' },
  transfers: [
    line('pay in', 'energy', payer, 'clearing', amountEur),
    line('pay out', 'energy', 'clearing', payee, amountEur),
    line('seller fee', 'trading fee', aSeller, 'exchange-fees', feeEur),
    line('buyer fee', 'trading fee', aBuyer, 'exchange-fees', feeEur),
  ],
});

const deposit = (depositId: string, account: string) => ({
  ...{ depositId, account, reason: null, at: '2026-05-01T10:00:00Z' },
  transfers: [line('deposit', 'deposit', 'bank', account, '1.00000000')],
});

const { trades, parties, meterPoints: registered, accounts, bookings, transfers } = topics;

/** What metering and settlement tell of the two trades that cleared, and of the money that came first. */
const effects = (): LoggedEvent[] => [
  ...[aSeller, aBuyer].map((party, at) =>
    event(
      topics.portfolios.name,
      portfolioRegisteredV1.type,
      portfolios[at] ?? '',
      portfolio(party, ['seller', 'buyer'][at] ?? ''),
      at,
    ),
  ),
  ...[
    booking(clearedTrade, meterPoints, ['plant', 'house'], [1000, 1000]),
    booking(negativeTrade, [null, null], ['seller', 'buyer'], [400]),
  ].map((data, at) => event(bookings.name, bookingFirmedV1.type, data.tradeId, data, at)),
  ...[deposit(deposits[0], aSeller), deposit(deposits[1], aBuyer)].map((data, at) =>
    event(transfers.name, depositPostedV1.type, data.depositId, data, at, data.account),
  ),
  ...[
    payment(clearedTrade, [2000, 5000], [aBuyer, aSeller], ['0.10000000', '0.00000007']),
    payment(negativeTrade, [400, -100], [aSeller, aBuyer], ['0.00040000', '0.00000003']),
  ].map((data, at) => event(transfers.name, tradePaidV1.type, data.tradeId, data, at + 2)),
];

/** What Kafka would hold: the last event comes twice, as it may. */
export const tinyLog = (): Log => ({
  events: [
    event(parties.name, partyRegisteredV1.type, aSeller, { eic: aSeller, name: 'Seller', roles: ['producer'] }, 0),
    event(parties.name, partyRegisteredV1.type, aBuyer, { eic: aBuyer, name: 'Buyer', roles: ['consumer'] }, 1),
    event(registered.name, meterPointRegisteredV1.type, aPlantCode, meterPoint(aPlantCode, aSeller, 35), 0),
    event(registered.name, meterPointRegisteredV1.type, aHouseCode, meterPoint(aHouseCode, aBuyer, 63), 1),
    event(accounts.name, accountOpenedV1.type, aSeller, account(aSeller), 0),
    event(accounts.name, accountOpenedV1.type, aBuyer, account(aBuyer), 1),
    ...[
      [
        tradeClearedV1.type,
        clearedTrade,
        { ...terms(clearedTrade, meterPoints, 30, 2000, 5000), state: 'cleared' },
      ] as const,
      [
        tradeRejectedV1.type,
        rejectedTrade,
        { ...terms(rejectedTrade, meterPoints, 15, 900, 5000), state: 'rejected', rejectedAt: 'hold funds', because },
      ] as const,
      [
        tradeRejectedV1.type,
        abortedTrade,
        {
          ...terms(abortedTrade, [null, null], 15, 500, 5000),
          state: 'rejected',
          rejectedAt: 'prepare payment',
          because,
        },
      ] as const,
      ...[0, 1].map(
        () =>
          [
            tradeClearedV1.type,
            negativeTrade,
            { ...terms(negativeTrade, [null, null], 15, 400, -100), state: 'cleared' },
          ] as const,
      ),
    ].map(([type, id, data], offset) => event(trades.name, type, id, data, offset)),
    ...effects(),
  ],
  parcels: [
    { topic: topics.tradingReplies.name, partition: 0, offset: 0, id: parcels.trading, passed: true },
    { topic: topics.tradingVotes.name, partition: 0, offset: 0, id: votesParcel, passed: true },
    { topic: topics.meteringCommands.name, partition: 0, offset: 0, id: parcels.metering, passed: true },
    { topic: topics.settlementCommands.name, partition: 0, offset: 0, id: parcels.settlement, passed: true },
  ],
  wholeSince: new Map(),
});
