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
import type { Log, LoggedEvent, LoggedParcel } from './log.js';
import {
  abortedGid,
  abortedTrade,
  branchParcels,
  because,
  clearedTrade,
  committedGid,
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

const plantData = {
  ...{ eic: aPlantCode, party: aSeller, area: anArea, balanceGroup: 'plant' },
  ...{ injectionW: 8000, consumptionW: 0, fuseA: 35 },
};
const houseData = {
  ...{ eic: aHouseCode, party: aBuyer, area: anArea, balanceGroup: 'house' },
  ...{ injectionW: 0, consumptionW: 20_000, fuseA: 63 },
};

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

/** A parcel as a service writes it. */
export const aParcelOf = (topic: string, id: string, source: string, messages: readonly object[]): LoggedParcel => ({
  ...{ topic, partition: 0, offset: 0, passed: true },
  body: JSON.stringify({ id, source, at: '2026-05-01T10:00:00Z', messages }),
});

const asks = (saga: string, ...steps: readonly string[]) =>
  steps.map((step) => ({ id: `${saga}/${step}`, sagaId: saga }));
const answers = (saga: string, answer: string, ...steps: readonly string[]) =>
  steps.map((step) => ({ id: `${saga}/${step}/reply`, re: `${saga}/${step}`, answer }));
const decisions = ['settlement', 'metering'] as const;

/** What the services said to each other on the way. */
const internalParcels = (): LoggedParcel[] => [
  aParcelOf(topics.tradingReplies.name, parcels.trading, 'settlement-1', [
    ...answers(clearedTrade, 'accepted', 'hold funds/do', 'post funds/do', 'book delivery/do', 'firm delivery/do'),
    ...answers(rejectedTrade, 'refused', 'hold funds/do'),
    ...answers(rejectedTrade, 'accepted', 'hold funds/undo', 'book delivery/do', 'book delivery/undo'),
  ]),
  aParcelOf(
    topics.tradingVotes.name,
    votesParcel,
    'metering-1',
    decisions.flatMap((participant) => [
      { type: 'two-phase.vote.v1', gid: abortedGid, participant, vote: participant === 'metering' ? 'yes' : 'refused' },
      { type: 'two-phase.acknowledged.v1', gid: abortedGid, participant, as: 'aborted' },
      { type: 'two-phase.vote.v1', gid: committedGid, participant, vote: 'yes' },
      { type: 'two-phase.acknowledged.v1', gid: committedGid, participant, as: 'committed' },
    ]),
  ),
  aParcelOf(topics.meteringCommands.name, parcels.metering, 'trading-1', [
    ...asks(clearedTrade, 'book delivery/do', 'firm delivery/do'),
    ...asks(rejectedTrade, 'book delivery/do', 'book delivery/undo'),
  ]),
  aParcelOf(topics.settlementCommands.name, parcels.settlement, 'trading-1', [
    ...asks(clearedTrade, 'hold funds/do', 'post funds/do'),
    ...asks(rejectedTrade, 'hold funds/do', 'hold funds/undo'),
  ]),
  ...[
    [topics.settlementPrepare.name, topics.settlementDecide.name],
    [topics.meteringPrepare.name, topics.meteringDecide.name],
  ].flatMap(([prepare = '', decide = ''], at) => [
    aParcelOf(prepare, branchParcels[at] ?? '', 'trading-1', [
      { type: 'two-phase.prepare.v1', gid: abortedGid },
      { type: 'two-phase.prepare.v1', gid: committedGid },
    ]),
    aParcelOf(decide, branchParcels[at] ?? '', 'trading-1', [
      { type: 'two-phase.abort.v1', gid: abortedGid },
      { type: 'two-phase.commit.v1', gid: committedGid },
    ]),
  ]),
];

/** What Kafka would hold: the last event comes twice, as it may. */
export const tinyLog = (): Log => ({
  events: [
    event(parties.name, partyRegisteredV1.type, aSeller, { eic: aSeller, name: 'Seller', roles: ['producer'] }, 0),
    event(parties.name, partyRegisteredV1.type, aBuyer, { eic: aBuyer, name: 'Buyer', roles: ['consumer'] }, 1),
    event(registered.name, meterPointRegisteredV1.type, aPlantCode, plantData, 0),
    event(registered.name, meterPointRegisteredV1.type, aHouseCode, houseData, 1),
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
  parcels: internalParcels(),
});
