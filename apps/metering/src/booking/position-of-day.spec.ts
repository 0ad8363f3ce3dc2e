import { describe, expect, it } from '@jest/globals';
import { tradingDay } from '#libs/market';
import { aPlant, aPlantCode, aPosition } from '../../../../test/support/a-booking.js';
import { positionKey } from './position.js';
import { positionOfDay, sumsOf, totalOfSides } from './position-of-day.js';

const { quarterHours } = tradingDay('2026-05-01');
const booked = aPosition(aPlantCode, { firmSoldWh: 900, firmBoughtWh: 300, pendingSoldWh: 50, pendingBoughtWh: 20 });
const shown = positionOfDay(aPlant(), quarterHours, new Map([[positionKey(aPlantCode, booked.quarterHour), booked]]));

describe("a side's position over a day", () => {
  it('has every quarter hour, from local midnight', () => {
    expect(shown).toHaveLength(96);
    expect(shown[0]).toEqual({
      start: '2026-04-30T22:00:00Z',
      startLocal: '2026-05-01T00:00:00+02:00',
      soldWh: 0,
      boughtWh: 0,
      netWh: 0,
      pendingSoldWh: 0,
      pendingBoughtWh: 0,
      freeToSellWh: 2000,
      freeToBuyWh: 100,
    });
  });

  it('tells firm from pending, which counts only where it makes the free capacity smaller', () => {
    expect(shown.find(({ start }) => start === '2026-05-01T12:00:00Z')).toEqual({
      start: '2026-05-01T12:00:00Z',
      startLocal: '2026-05-01T14:00:00+02:00',
      soldWh: 900,
      boughtWh: 300,
      netWh: 600,
      pendingSoldWh: 50,
      pendingBoughtWh: 20,
      freeToSellWh: 1350,
      freeToBuyWh: 680,
    });
  });
});

describe("a party's position over its sides", () => {
  const total = totalOfSides(quarterHours, [shown, shown]);

  it('is their sum in every quarter hour', () => {
    expect(total).toHaveLength(96);
    expect(total.find(({ start }) => start === '2026-05-01T12:00:00Z')).toEqual({
      start: '2026-05-01T12:00:00Z',
      startLocal: '2026-05-01T14:00:00+02:00',
      ...{ soldWh: 1800, boughtWh: 600, netWh: 1200, pendingSoldWh: 100, pendingBoughtWh: 40 },
      ...{ freeToSellWh: 2700, freeToBuyWh: 1360 },
    });
  });

  it('has every quarter hour where there is no side', () => {
    expect(totalOfSides(quarterHours, [])).toHaveLength(96);
    expect(totalOfSides(quarterHours, [])[0]).toMatchObject({ soldWh: 0, netWh: 0, freeToSellWh: 0 });
  });

  it('adds up over the day', () => {
    expect(sumsOf(total)).toEqual({
      ...{ soldWh: 1800, boughtWh: 600, netWh: 1200, pendingSoldWh: 100, pendingBoughtWh: 40 },
    });
  });
});
