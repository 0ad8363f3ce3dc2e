import { describe, expect, it } from '@jest/globals';
import { already, refused, refusedAgain } from '#libs/decision';
import type { Delivery } from '#libs/contracts';
import {
  aBooking,
  aBuyer,
  aDelivery,
  aHouse,
  aHouseCode,
  aLeg,
  aMoment,
  anArea,
  anAsk,
  anotherArea,
  aPlant,
  aPlantCode,
  aPortfolio,
  aPosition,
  aSeller,
  aTradeId,
  bothSides,
  laterThanThat,
  positionsOf,
} from '../../../../test/support/a-booking.js';
import type { Booking } from './booking.js';
import { decideBooking, type Sides } from './decide-booking.js';
import type { Position } from './position.js';

const nothingBooked = positionsOf();
const other = anAsk({ legs: [aLeg(1001)] });
const refusedRow: Booking = {
  id: aTradeId,
  state: 'refused',
  because: { reason: 'unknown side', side: 'x' },
  since: aMoment,
};
const tombstone: Booking = { id: aTradeId, state: 'tombstone', since: aMoment };

describe('book delivery, where the booking has a row', () => {
  it.each([
    ['refused', refusedRow, anAsk(), refusedAgain({ reason: 'unknown side', side: 'x' })],
    ['refused, other content', refusedRow, other, refusedAgain({ reason: 'unknown side', side: 'x' })],
    ['pending', aBooking('pending'), anAsk(), already()],
    ['firm', aBooking('firm'), anAsk(), already()],
    ['pending, other content', aBooking('pending'), other, refused('same id, different content')],
    ['firm, other content', aBooking('firm'), other, refused('same id, different content')],
    ['cancelled, other content', aBooking('cancelled'), other, refused('same id, different content')],
    ['cancelled', aBooking('cancelled'), anAsk(), refused('already undone')],
    ['tombstone', tombstone, anAsk(), refused('already undone')],
    ['tombstone, other content', tombstone, other, refused('already undone')],
  ])('%s: the row answers, and nothing changes', (_, known, asked, answer) => {
    expect(decideBooking(known, asked, bothSides(), nothingBooked, laterThanThat)).toEqual(answer);
  });

  it.each<[string, Partial<Delivery>]>([
    ['seller', { seller: aBuyer }],
    ['buyer', { buyer: aSeller }],
    ["seller's side", { sellerSide: null }],
    ["buyer's side", { buyerSide: aPlantCode }],
    ['area', { area: anotherArea }],
    ['start', { legs: [aLeg(1000, '2026-05-01T12:15:00Z')] }],
    ['energy', { legs: [aLeg(999)] }],
    ['number of quarter hours', { legs: [aLeg(1000), aLeg(1000, '2026-05-01T12:15:00Z')] }],
    ['lot', { legs: [aLeg(1001, '2026-05-01T12:00:00Z', 30)] }],
  ])('another %s is other content', (_, change) => {
    const decided = decideBooking(aBooking(), anAsk(change), bothSides(), nothingBooked, aMoment);
    expect(decided).toEqual(refused('same id, different content'));
  });

  it('takes legs that mean the same quarter hours for the same content', () => {
    const inQuarters = anAsk({ legs: [aLeg(500), aLeg(500, '2026-05-01T12:15:00Z')] });
    const asHalfHour = anAsk({ legs: [aLeg(1000, '2026-05-01T12:00:00Z', 30)] });
    const decided = decideBooking(aBooking('pending', inQuarters), asHalfHour, bothSides(), nothingBooked, aMoment);
    expect(decided).toEqual(already());
  });
});

describe('book delivery, where there is no row', () => {
  it('sets the energy aside on both sides and carries their balance groups', () => {
    expect(decideBooking(undefined, anAsk(), bothSides(), nothingBooked, aMoment)).toEqual({
      answer: 'accepted',
      what: {
        booking: aBooking('pending'),
        positions: [aPosition(aPlantCode, { pendingSoldWh: 1000 }), aPosition(aHouseCode, { pendingBoughtWh: 1000 })],
      },
    });
  });

  it('books a longer period in equal parts on each of its quarter hours', () => {
    const asked = anAsk({ legs: [aLeg(1200, '2026-05-01T12:00:00Z', 60), aLeg(100, '2026-05-01T13:00:00Z')] });
    const decided = decideBooking(undefined, asked, bothSides(), nothingBooked, aMoment);
    const positions = decided.answer === 'accepted' ? decided.what.positions : [];
    const sold = positions.filter(({ side }) => side === aPlantCode).map(({ pendingSoldWh }) => pendingSoldWh);
    expect(sold).toEqual([300, 300, 300, 300, 100]);
    expect(positions).toHaveLength(10);
  });

  it('counts on the portfolios where no meter point is named', () => {
    const asked = anAsk({ sellerSide: null, buyerSide: null });
    const sides = { seller: aPortfolio(aSeller, 4000), buyer: aPortfolio(aBuyer, 4000) };
    const decided = decideBooking(undefined, asked, sides, nothingBooked, aMoment);
    const positions = decided.answer === 'accepted' ? decided.what.positions : [];
    expect(positions.map(({ side }) => side)).toEqual([`${aSeller}/${anArea}`, `${aBuyer}/${anArea}`]);
  });

  it.each<[string, Partial<Delivery>, Partial<Sides>, ReturnType<typeof refused>]>([
    ['an unknown seller side', {}, { seller: undefined }, refused('unknown side', { side: aPlantCode, of: 'seller' })],
    ['an unknown buyer side', {}, { buyer: undefined }, refused('unknown side', { side: aHouseCode, of: 'buyer' })],
    [
      'an unknown portfolio',
      { buyerSide: null },
      { buyer: undefined },
      refused('unknown side', { side: `${aBuyer}/${anArea}`, of: 'buyer' }),
    ],
    [
      'a side in another area',
      {},
      { buyer: aHouse({ area: anotherArea }) },
      refused('wrong area', { side: aHouseCode, of: 'buyer', area: anArea, sideArea: anotherArea }),
    ],
    [
      "another party's side",
      {},
      { seller: aPlant({ party: aBuyer }) },
      refused('side of another party', { side: aPlantCode, of: 'seller', party: aSeller }),
    ],
    ['energy off the lot', { legs: [aLeg(1001, '2026-05-01T12:00:00Z', 30)] }, {}, refused('off the lot')],
    [
      'legs with a gap',
      { legs: [aLeg(1), aLeg(1, '2026-05-01T12:30:00Z')] },
      {},
      refused('wrong legs', { fault: 'legs not adjacent' }),
    ],
  ])('refuses %s', (_, delivery, sides, answer) => {
    const decided = decideBooking(undefined, anAsk(delivery), { ...bothSides(), ...sides }, nothingBooked, aMoment);
    expect(decided).toEqual(answer);
  });
});

describe('the net-position rule', () => {
  const sale = (energyWh: number, booked: Position) =>
    decideBooking(undefined, anAsk({ legs: [aLeg(energyWh)] }), bothSides(), positionsOf(booked), aMoment);

  it.each<[string, number, Parameters<typeof aPosition>[1], string]>([
    ['all of the capacity', 2000, {}, 'accepted'],
    ['a watt-hour above it', 2001, {}, 'refused'],
    ['what firm sales leave', 500, { firmSoldWh: 1500 }, 'accepted'],
    ['more than firm sales leave', 501, { firmSoldWh: 1500 }, 'refused'],
    ['what pending sales leave', 500, { pendingSoldWh: 1500 }, 'accepted'],
    ['more than pending sales leave', 501, { pendingSoldWh: 1500 }, 'refused'],
    ['what a firm purchase adds', 2100, { firmBoughtWh: 100 }, 'accepted'],
    ['more than a firm purchase adds', 2101, { firmBoughtWh: 100 }, 'refused'],
    ['what a pending purchase would add', 2001, { pendingBoughtWh: 100 }, 'refused'],
  ])('of a plant that makes 2,000 Wh in a quarter hour, selling %s (%d Wh)', (_, energyWh, booked, answer) => {
    expect(sale(energyWh, aPosition(aPlantCode, booked)).answer).toBe(answer);
  });

  it('says what was asked, what is booked, the limit, and of what', () => {
    expect(sale(600, aPosition(aPlantCode, { firmSoldWh: 1700, firmBoughtWh: 400, pendingSoldWh: 200 }))).toEqual(
      refused('not enough capacity', {
        side: aPlantCode,
        of: 'injection',
        start: '2026-05-01T12:00:00Z',
        askedWh: 600,
        bookedWh: 1500,
        limitWh: 2000,
      }),
    );
  });

  it("refuses what the buyer's side cannot take", () => {
    const sides = { seller: aPlant(), buyer: aHouse({ consumptionW: aPlant().consumptionW }) };
    expect(decideBooking(undefined, anAsk(), sides, nothingBooked, aMoment)).toEqual(
      refused('not enough capacity', {
        side: aHouseCode,
        of: 'consumption',
        start: '2026-05-01T12:00:00Z',
        askedWh: 1000,
        bookedWh: 0,
        limitWh: 100,
      }),
    );
  });

  it('lets a plant that sold too much buy back, beyond what it could ever consume', () => {
    const asked = anAsk({ seller: aBuyer, sellerSide: null, buyer: aSeller, buyerSide: aPlantCode });
    const sides = { seller: aPortfolio(aBuyer, 8000), buyer: aPlant() };
    const sold = positionsOf(aPosition(aPlantCode, { firmSoldWh: 2000 }));
    expect(decideBooking(undefined, asked, sides, sold, aMoment).answer).toBe('accepted');
    expect(decideBooking(undefined, asked, sides, nothingBooked, aMoment).answer).toBe('refused');
  });

  it('books every quarter hour or none', () => {
    const asked = anAsk({ legs: [aLeg(2000), aLeg(2001, '2026-05-01T12:15:00Z')] });
    const decided = decideBooking(undefined, asked, bothSides(), nothingBooked, aMoment);
    expect(decided).toMatchObject({ answer: 'refused', because: { start: '2026-05-01T12:15:00Z', askedWh: 2001 } });
  });

  it('counts a side at both ends of a trade on both lines', () => {
    const delivery = aDelivery({ buyer: aSeller, buyerSide: aPlantCode, legs: [aLeg(100)] });
    const decided = decideBooking(
      undefined,
      anAsk(delivery),
      { seller: aPlant(), buyer: aPlant() },
      nothingBooked,
      aMoment,
    );
    const positions = decided.answer === 'accepted' ? decided.what.positions : [];
    expect(positions).toEqual([aPosition(aPlantCode, { pendingSoldWh: 100, pendingBoughtWh: 100 })]);
  });
});
