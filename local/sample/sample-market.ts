import { closesAt, type Eic, formatInstant, isDate, startOf } from '#libs/market';
import { formatEur, watts } from '#libs/units';
import { type MarketQuarterHour, marketDay } from './market-day.js';
import { members, testEic } from './member.js';
import { hasPrices, priceWindows, sentenceAgainst } from './price-windows.js';
import type { Deal } from './quarter-hour-deals.js';
import { connectionOf } from './sample-connections.js';
import { depositsFor } from './sample-deposits.js';
import type { SampleMarket, SampleTrade } from './sample-market.shape.js';
import { type SampleTexts, sampleSeries } from './sample-series.js';

/** The market of a day, or one sentence why there is none. */
export type SampleMarketAnswer =
  | { readonly ok: true; readonly market: SampleMarket }
  | { readonly ok: false; readonly because: string };

/** The day that is shown unless another is named: prices down to −499.99 EUR/MWh. */
export const defaultDay = '2026-05-01';

const area = {
  eic: testEic('Y', 'COMMUNITY'),
  name: 'Sample community',
  timeZone: 'Europe/Berlin',
  lotWh: 1,
  gateLeadMinutes: 5,
} as const;

const retailer = { eic: testEic('X', 'RETAILER'), name: 'Sample retailer', roles: ['supplier', 'trader'] } as const;
/** A hundred times what the community can use or make. */
const retailerLimitW = watts(20_000_000);
const retailerCreditLimitEur = '1000.00000000';
const balanceGroups = { community: 'SAMPLE-COMMUNITY', retailer: 'SAMPLE-RETAILER' } as const;

const roles = {
  household: ['consumer'],
  'household with PV': ['prosumer'],
  'must-run plant': ['producer'],
} as const;

const eicOf = (trader: Deal['seller']): Eic => (trader === 'retailer' ? retailer.eic : trader.party);
const sideOf = (trader: Deal['seller']): Eic | null => (trader === 'retailer' ? null : trader.meterPoint);

function tradesOf(day: string, quarterHours: readonly MarketQuarterHour[]): SampleTrade[] {
  const deals = quarterHours.flatMap((each) => each.deals.map((deal) => ({ deal, start: startOf(each.quarterHour) })));
  return deals.map(({ deal, start }, i) => ({
    externalId: `sample-${day}-${(i + 1).toString().padStart(5, '0')}`,
    seller: eicOf(deal.seller),
    buyer: eicOf(deal.buyer),
    sellerSide: sideOf(deal.seller),
    buyerSide: sideOf(deal.buyer),
    area: area.eic,
    legs: [{ start: formatInstant(start), durationMinutes: 15, energyWh: deal.energyWh }],
    priceCentsPerMWh: deal.price,
  }));
}

/**
 * The sample market of one day of delivery: who there is, what they paid in, and every trade in the order of delivery,
 * in the wire's shapes. The same day, files and seed give the same market. Refused, in one sentence, for a day that
 * the price file does not hold.
 */
export function sampleMarket(day: string, texts: SampleTexts, seed: number): SampleMarketAnswer {
  const series = sampleSeries(texts);
  const refuse = (fault: string): SampleMarketAnswer => ({
    ok: false,
    because: sentenceAgainst(fault, priceWindows(series.prices)),
  });
  if (!isDate(day)) return refuse(`"${day}" is not a date like ${defaultDay}`);
  if (!hasPrices(series.prices, day)) return refuse(`There are no day-ahead prices for ${day}`);

  const { start, quarterHours } = marketDay(day, series, seed);
  const deals = quarterHours.flatMap((each) => each.deals);
  const deposits = depositsFor([...members, 'retailer'], deals);
  const market: SampleMarket = {
    day,
    // Twelve hours before delivery begins: every gate of the day is open.
    marketClock: formatInstant(closesAt(start, 12 * 60)),
    parties: [...members.map(({ party, name, kind }) => ({ eic: party, name, roles: roles[kind] })), { ...retailer }],
    area,
    meterPoints: members.map((member) => ({
      eic: member.meterPoint,
      party: member.party,
      area: area.eic,
      balanceGroup: balanceGroups.community,
      ...connectionOf(member),
    })),
    portfolios: [
      {
        party: retailer.eic,
        area: area.eic,
        balanceGroup: balanceGroups.retailer,
        injectionLimitW: retailerLimitW,
        consumptionLimitW: retailerLimitW,
      },
    ],
    deposits: [...deposits].map(([trader, amount]) => ({
      party: eicOf(trader),
      amountEur: formatEur(amount),
      idempotencyKey: `sample-deposit-${day}-${seed}-${eicOf(trader)}`,
    })),
    creditLimits: [{ party: retailer.eic, limitEur: retailerCreditLimitEur }],
    prices: quarterHours.map(({ quarterHour, dayAhead }) => ({
      start: formatInstant(startOf(quarterHour)),
      priceCentsPerMWh: dayAhead,
    })),
    trades: tradesOf(day, quarterHours),
    profiles: members.map(({ meterPoint }, i) => ({
      meterPoint,
      intervals: quarterHours.map(({ quarterHour, metered }) => ({
        start: formatInstant(startOf(quarterHour)),
        consumptionWh: metered[i]?.consumptionWh ?? 0,
        injectionWh: metered[i]?.injectionWh ?? 0,
      })),
    })),
  };
  return { ok: true, market };
}
