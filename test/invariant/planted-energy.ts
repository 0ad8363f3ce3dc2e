import { aBuyer, aHouseCode, anArea, aPlantCode, aSeller } from '../support/a-booking.js';
import type { Plant } from './plant.js';
import { clearedTrade, quarterHour, rejectedTrade } from './tiny-world.js';

export const plantedEnergy: readonly Plant[] = [
  {
    breaks: 'a position is the sum of its bookings',
    how: 'energy booked for nothing',
    sql: [
      [
        'metering',
        `UPDATE position SET pending_sold_wh = 100 WHERE side = '${aPlantCode}' AND quarter_hour = ${quarterHour}`,
      ],
    ],
  },
  {
    breaks: 'a position is the sum of its bookings',
    how: 'a position that is missing',
    sql: [['metering', `DELETE FROM position WHERE side = '${aBuyer}/${anArea}'`]],
  },
  {
    breaks: 'no counter of a position is negative',
    how: 'more given back than was booked',
    sql: [['metering', `UPDATE position SET pending_bought_wh = -1 WHERE side = '${aHouseCode}'`]],
  },
  {
    breaks: 'a side sells and buys, net, no more than it can inject and consume, unless its limits have been changed',
    how: 'a plant that sold more than it makes',
    sql: [['metering', `UPDATE side SET injection_w = 3999 WHERE key = '${aPlantCode}'`]],
  },
  {
    breaks: 'a side sells and buys, net, no more than it can inject and consume, unless its limits have been changed',
    how: 'pending purchases that count on a sale which is not firm',
    sql: [
      [
        'metering',
        `UPDATE position SET pending_bought_wh = 4001, pending_sold_wh = 1 WHERE side = '${aHouseCode}' AND quarter_hour = ${quarterHour}`,
      ],
    ],
  },
  {
    breaks: 'what is sold is bought, in each quarter hour',
    how: 'energy bought of nobody',
    sql: [['metering', `UPDATE position SET firm_bought_wh = 401 WHERE side = '${aBuyer}/${anArea}'`]],
  },
  {
    breaks: 'a side sells and buys, net, no more than it can inject and consume, unless its limits have been changed',
    how: 'a sale above a limit that was changed, and was never so high',
    sql: [
      [
        'metering',
        `UPDATE side SET injection_w = 100, sequence = 2 WHERE key = '${aSeller}/${anArea}';
         INSERT INTO audit (id, who, action, of, why, seen, details)
         VALUES (gen_random_uuid(), 'operator:anna', 'set limits', 'portfolio/${aSeller}/${anArea}', 'tested', 1,
                 '{"injectionLimitW": 100, "injectionLimitWBefore": 1500, "consumptionLimitWBefore": 8000}')`,
      ],
    ],
  },
  {
    breaks: 'what is sold in an area is bought there, in each quarter hour',
    how: 'energy that was bought elsewhere',
    sql: [
      [
        'metering',
        `INSERT INTO side VALUES ('elsewhere', 'portfolio', '${aBuyer}', 'elsewhere', 'buyer', 8000, 8000, NULL, 1);
         UPDATE position SET side = 'elsewhere' WHERE side = '${aBuyer}/${anArea}'`,
      ],
    ],
  },
  {
    breaks: 'a cleared trade has one firm booking on both sides, of its own energy',
    how: 'a booking that is still pending',
    sql: [['metering', `UPDATE booking SET state = 'pending' WHERE id = '${clearedTrade}'`]],
  },
  {
    breaks: 'a cleared trade has one firm booking on both sides, of its own energy',
    how: 'the same energy in unequal parts',
    sql: [['metering', `UPDATE booking SET energies_wh = '{500,1500}' WHERE id = '${clearedTrade}'`]],
  },
  {
    breaks: 'a rejected trade has nothing booked',
    how: 'a booking that nobody gave back',
    sql: [['metering', `UPDATE booking SET state = 'pending' WHERE id = '${rejectedTrade}'`]],
  },
  {
    breaks: 'a booking is as far as its saga lets it be',
    how: 'a booking without a saga',
    sql: [['metering', `UPDATE booking SET id = gen_random_uuid() WHERE id = '${rejectedTrade}'`]],
  },
];
