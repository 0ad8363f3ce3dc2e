import type { PublicEventData, PublicEventType } from './public-events.js';

const seller = '99XSELLER------6';
const buyer = '99XBUYER-------W';
const area = '99YAREA--------O';
const plant = '99ZPLANT-------C';
const tradeId = '0198c0de-0000-7000-8000-000000000001';
const paymentId = '0198c0de-0000-7000-8000-000000000002';

const terms = {
  ...{ tradeId, sequence: 1, externalId: 'desk-7/4711', seller, buyer, sellerSide: plant, buyerSide: null, area },
  legs: [{ start: '2026-05-01T12:00:00Z', durationMinutes: 30 as const, energyWh: 1_000_000 }],
  ...{ energyWh: 1_000_000, priceCentsPerMWh: 5000, agreedAt: '2026-05-01T09:30:00Z', counterOf: null },
};

const portfolio = { party: buyer, area, balanceGroup: buyer, injectionLimitW: 4_000_000, consumptionLimitW: 4_000_000 };
const account = { account: buyer, currency: 'EUR' as const, creditLimitEur: '0.00000000' };
const at = '2026-05-01T09:30:00.250Z';

/** One event of each type, as it travels: for the AsyncAPI document, and for whoever tests a consumer. */
export const eventExamples: { readonly [Type in PublicEventType]: PublicEventData<Type> } = {
  'gridsaga.trade.proposed.v1': {
    ...{ ...terms, state: 'proposed', proposedBy: seller, confirmBefore: '2026-05-01T11:55:00Z' },
  },
  'gridsaga.trade.cleared.v1': { ...terms, state: 'cleared' },
  'gridsaga.trade.rejected.v1': {
    ...{ ...terms, state: 'rejected', rejectedAt: 'hold funds' },
    because: { reason: 'not enough free money', party: buyer, freeEur: '12.00000000', neededEur: '50.11250000' },
  },
  'gridsaga.party.registered.v1': { eic: seller, name: 'Wind farm north', roles: ['producer'], sequence: 1 },
  'gridsaga.party.changed.v1': {
    ...{ eic: seller, name: 'Wind farm north', roles: ['producer'], suspended: 'licence withdrawn', sequence: 2 },
  },
  'gridsaga.booking.firmed.v1': {
    ...{ tradeId, sequence: 1, state: 'firm', seller, buyer, sellerSide: plant, buyerSide: null },
    ...{ sellerGroup: 'north', buyerGroup: buyer, area, firstQuarterHour: '2026-05-01T12:00:00Z' },
    ...{ quarterHoursWh: [500_000, 500_000], since: at },
  },
  'gridsaga.meter-point.registered.v1': {
    ...{ eic: plant, party: seller, area, balanceGroup: 'north', injectionW: 8_000_000, consumptionW: 40_000 },
    ...{ fuseA: 400, sequence: 1 },
  },
  'gridsaga.portfolio.registered.v1': { ...portfolio, sequence: 1 },
  'gridsaga.portfolio.changed.v1': { ...portfolio, consumptionLimitW: 6_000_000, sequence: 2 },
  'gridsaga.trade.paid.v1': {
    ...{ tradeId, sequence: 1, seller, buyer, energyWh: 1_000_000, priceCentsPerMWh: 5000 },
    transfers: [
      { part: 'pay in', kind: 'energy', debit: buyer, credit: 'clearing', amountEur: '50.00000000' },
      { part: 'pay out', kind: 'energy', debit: 'clearing', credit: seller, amountEur: '50.00000000' },
      { part: 'seller fee', kind: 'trading fee', debit: seller, credit: 'exchange-fees', amountEur: '0.11250000' },
      { part: 'buyer fee', kind: 'trading fee', debit: buyer, credit: 'exchange-fees', amountEur: '0.11250000' },
    ],
    at,
  },
  'gridsaga.deposit.posted.v1': {
    ...{ depositId: paymentId, sequence: 1, account: buyer, reason: null, at },
    transfers: [{ part: 'deposit', kind: 'deposit', debit: 'bank', credit: buyer, amountEur: '1000.00000000' }],
  },
  'gridsaga.withdrawal.posted.v1': {
    ...{ withdrawalId: paymentId, sequence: 1, account: buyer, reason: null, at },
    transfers: [{ part: 'withdrawal', kind: 'withdrawal', debit: buyer, credit: 'bank', amountEur: '250.00000000' }],
  },
  'gridsaga.account.opened.v1': { ...account, frozen: false, sequence: 1 },
  'gridsaga.account.changed.v1': { ...account, frozen: true, frozenBecause: 'does not pay', sequence: 2 },
};
