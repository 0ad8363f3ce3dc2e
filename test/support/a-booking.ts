import type { Delivery } from '#libs/contracts';
import { type Eic, type EicType, instant, issueEic, parseInstant } from '#libs/market';
import { wattHours, watts } from '#libs/units';
import { type AskedDelivery, askedDelivery } from '../../apps/metering/src/booking/asked-delivery.js';
import type { DeliveryBooking } from '../../apps/metering/src/booking/booking.js';
import type { Sides } from '../../apps/metering/src/booking/decide-booking.js';
import { emptyPosition, type Position, positionKey } from '../../apps/metering/src/booking/position.js';
import type { MeterPoint } from '../../apps/metering/src/meter-point/meter-point.js';
import type { Portfolio } from '../../apps/metering/src/meter-point/portfolio.js';

/** A code of the test issuer; throws where the body may not be issued. */
export function aCode(type: EicType, body: string): Eic {
  const issued = issueEic('99', type, body);
  if (!issued.ok) throw new Error(`${body}: ${issued.because}`);
  return issued.eic;
}

export const anArea = aCode('Y', 'AREA');
export const anotherArea = aCode('Y', 'ELSEWHERE');
export const aSeller = aCode('X', 'SELLER');
export const aBuyer = aCode('X', 'BUYER');
export const aPlantCode = aCode('Z', 'PLANT');
export const aHouseCode = aCode('Z', 'HOUSE');

export const aTradeId = '0198c0de-0000-7000-8000-000000000001';
export const aMoment = instant(Date.UTC(2026, 3, 30, 10));
export const laterThanThat = instant(Date.UTC(2026, 3, 30, 11));

const noon = '2026-05-01T12:00:00Z';

/** A leg of a quarter hour at noon of 1 May 2026 unless said otherwise. */
export function aLeg(
  energyWh: number,
  start: string = noon,
  durationMinutes: 15 | 30 | 60 = 15,
): Delivery['legs'][number] {
  const at = parseInstant(start);
  if (at === 'malformed') throw new Error(`${start} is not an instant`);
  return { start: at, durationMinutes, energyWh: wattHours(energyWh) };
}

/** 1,000 Wh from the plant to the house. */
export const aDelivery = (other: Partial<Delivery> = {}): Delivery => ({
  seller: aSeller,
  buyer: aBuyer,
  sellerSide: aPlantCode,
  buyerSide: aHouseCode,
  area: anArea,
  legs: [aLeg(1000)],
  ...other,
});

export const anAsk = (other: Partial<Delivery> = {}): AskedDelivery => askedDelivery(aTradeId, aDelivery(other));

/** A plant that makes 2,000 Wh in a quarter hour and takes 100. */
export const aPlant = (other: Partial<MeterPoint> = {}): MeterPoint => ({
  kind: 'meter point',
  key: aPlantCode,
  party: aSeller,
  area: anArea,
  balanceGroup: 'group of the plant',
  injectionW: watts(8000),
  consumptionW: watts(400),
  fuseA: 35,
  sequence: 1,
  ...other,
});

/** A house that takes 5,000 Wh in a quarter hour and makes none. */
export const aHouse = (other: Partial<MeterPoint> = {}): MeterPoint => ({
  ...aPlant(),
  key: aHouseCode,
  party: aBuyer,
  balanceGroup: 'group of the house',
  injectionW: watts(0),
  consumptionW: watts(20_000),
  ...other,
});

export const aPortfolio = (party: Eic, limitW: number): Portfolio => ({
  kind: 'portfolio',
  key: `${party}/${anArea}`,
  party,
  area: anArea,
  balanceGroup: party,
  injectionW: watts(limitW),
  consumptionW: watts(limitW),
  sequence: 1,
});

export const bothSides = (): Sides => ({ seller: aPlant(), buyer: aHouse() });

/** The booking that `anAsk` makes. */
export function aBooking(state: DeliveryBooking['state'] = 'pending', asked: AskedDelivery = anAsk()): DeliveryBooking {
  const first = asked.energies[0];
  if (!first) throw new Error('a booking has at least one quarter hour');
  const { seller, buyer, sellerSide, buyerSide, area } = asked;
  return {
    id: asked.id,
    state,
    content: {
      seller,
      buyer,
      sellerSide,
      buyerSide,
      area,
      firstQuarterHour: first.quarterHour,
      energiesWh: asked.energies.map(({ energyWh }) => energyWh),
    },
    sellerGroup: 'group of the plant',
    buyerGroup: 'group of the house',
    since: aMoment,
  };
}

/** A position of a side in the first quarter hour of `anAsk`. */
export function aPosition(side: string, counters: Partial<Record<keyof Position & `${string}Wh`, number>>): Position {
  const first = anAsk().energies[0];
  if (!first) throw new Error('the ask has a quarter hour');
  const energies = Object.entries(counters).map(([counter, energyWh]) => [counter, wattHours(energyWh)]);
  return { ...emptyPosition(side, first.quarterHour), ...Object.fromEntries(energies) };
}

/** Finds among the given positions. */
export function positionsOf(...positions: Position[]): (key: string) => Position | undefined {
  const byKey = new Map(positions.map((position) => [positionKey(position.side, position.quarterHour), position]));
  return (key) => byKey.get(key);
}
