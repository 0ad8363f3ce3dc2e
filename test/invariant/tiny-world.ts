import { aBuyer, aHouseCode, anArea, aPlantCode, aSeller } from '../support/a-booking.js';
import { type Service, services } from './snapshot.js';

/*
 * The smallest world in which every invariant has something to look at: two parties, a plant and a house, and three
 * trades. Written row by row, by no code of the services, so that a mistake of theirs cannot be repeated here.
 */

const uuid = (last: number): string => `0198c0de-0000-7000-8000-0000000000${last.toString(16).padStart(2, '0')}`;

/** From the plant to the house, 2,000 Wh over half an hour at 50 euro. */
export const clearedTrade = uuid(1);
/** Rejected for lack of funds. */
export const rejectedTrade = uuid(2);
/** Between the parties' portfolios, 400 Wh at minus one euro: the seller pays. */
export const negativeTrade = uuid(3);

export const quarterHour = 1_974_960;
export const startMs = quarterHour * 900_000;

/** An ask as a saga's row keeps it; times count from the saga's start. */
export const answered = (askedAfterMs: number, answer = 'accepted', because?: object) => [
  ...[askedAfterMs, 1, null, askedAfterMs + 5, answer],
  ...(because ? [because] : []),
];

export const clearedProgress = {
  startedAt: 1000,
  steps: {
    'hold funds': { do: answered(0) },
    'book delivery': { do: answered(0) },
    'post funds': { do: answered(5) },
    'firm delivery': { do: answered(5) },
  },
  pivot: { at: 1005, answer: 'accepted' },
  ended: { at: 1010, as: 'done' },
};

export const because = { reason: 'not enough free money', party: aBuyer };

export const rejectedProgress = {
  startedAt: 1000,
  steps: {
    'hold funds': { do: answered(0, 'refused', because), undo: answered(5) },
    'book delivery': { do: answered(0), undo: answered(5) },
  },
  rejected: { at: 1005, step: 'hold funds', because },
  ended: { at: 1010, as: 'undone' },
};

const json = (value: unknown): string => `'${JSON.stringify(value)}'`;

const trade = (id: string, sides: readonly (string | null)[], legs: unknown, energyWh: number, cents: number): string =>
  `('${id}', 'venue', '${aSeller}', '${aBuyer}', ${sides.map((side) => (side === null ? 'NULL' : `'${side}'`)).join(', ')},
    '${anArea}', ${json(legs)}, ${energyWh}, ${cents}, now(), now(), now())`;

export const meterPoints = [aPlantCode, aHouseCode];
export const portfolios = [`${aSeller}/${anArea}`, `${aBuyer}/${anArea}`];

/** Of the seller and of the buyer. */
export const deposits = [uuid(0x21), uuid(0x22)] as const;

export const parcels: Readonly<Record<Service, string>> = {
  trading: uuid(0x11),
  metering: uuid(0x12),
  settlement: uuid(0x13),
};

const inbox = (service: Service): string =>
  `TRUNCATE inbox, outbox, parked, audit; INSERT INTO inbox VALUES ('2026-05-01', '${service}', '${parcels[service]}');`;

const filling: Readonly<Record<Service, string>> = {
  trading: `
    TRUNCATE saga, trade, proposal, party;
    INSERT INTO party VALUES ('${aSeller}', 'Seller', '{producer}', 1), ('${aBuyer}', 'Buyer', '{consumer}', 1);
    INSERT INTO trade (id, caller, seller, buyer, seller_side, buyer_side, area, legs, energy_wh, price_cents_per_mwh,
                       agreed_at, gate_closes_at, register_by) VALUES
      ${trade(clearedTrade, meterPoints, [[startMs, 30, 2000]], 2000, 5000)},
      ${trade(rejectedTrade, meterPoints, [[startMs, 15, 900]], 900, 5000)},
      ${trade(negativeTrade, [null, null], [[startMs, 15, 400]], 400, -100)};
    INSERT INTO saga (id, name, version, phase, revision, progress, started_at) VALUES
      ('${clearedTrade}', 'trade', 1, 'done', 3, ${json(clearedProgress)}, now()),
      ('${rejectedTrade}', 'trade', 1, 'undone', 3, ${json(rejectedProgress)}, now()),
      ('${negativeTrade}', 'trade', 1, 'done', 3, ${json(clearedProgress)}, now());`,
  metering: `
    TRUNCATE party_copy, side, position, booking;
    INSERT INTO party_copy VALUES ('${aSeller}', 'Seller', '{producer}', 1), ('${aBuyer}', 'Buyer', '{consumer}', 1);
    INSERT INTO side VALUES
      ('${aPlantCode}', 'meter point', '${aSeller}', '${anArea}', 'plant', 8000, 0, 35, 1),
      ('${aHouseCode}', 'meter point', '${aBuyer}', '${anArea}', 'house', 0, 20000, 63, 1),
      ('${portfolios[0]}', 'portfolio', '${aSeller}', '${anArea}', 'seller', 8000, 8000, NULL, 1),
      ('${portfolios[1]}', 'portfolio', '${aBuyer}', '${anArea}', 'buyer', 8000, 8000, NULL, 1);
    INSERT INTO booking VALUES
      ('${clearedTrade}', 'firm', '${aSeller}', '${aBuyer}', '${aPlantCode}', '${aHouseCode}', '${anArea}',
       ${quarterHour}, '{1000,1000}', 'plant', 'house', NULL, now()),
      ('${rejectedTrade}', 'cancelled', '${aSeller}', '${aBuyer}', '${aPlantCode}', '${aHouseCode}', '${anArea}',
       ${quarterHour}, '{900}', 'plant', 'house', NULL, now()),
      ('${negativeTrade}', 'firm', '${aSeller}', '${aBuyer}', NULL, NULL, '${anArea}',
       ${quarterHour}, '{400}', 'seller', 'buyer', NULL, now());
    INSERT INTO position VALUES
      ('${aPlantCode}', ${quarterHour}, 1000, 0, 0, 0), ('${aPlantCode}', ${quarterHour + 1}, 1000, 0, 0, 0),
      ('${aHouseCode}', ${quarterHour}, 0, 1000, 0, 0), ('${aHouseCode}', ${quarterHour + 1}, 0, 1000, 0, 0),
      ('${portfolios[0]}', ${quarterHour}, 400, 0, 0, 0), ('${portfolios[1]}', ${quarterHour}, 0, 400, 0, 0);`,
  settlement: `
    TRUNCATE account, hold, transfer;
    INSERT INTO account (id, kind, posted) VALUES
      ('bank', 'bank', 0), ('clearing', 'clearing', 0), ('exchange-fees', 'exchange fees', 0),
      ('${aSeller}', 'party', 100000000 + 10000000 - 40000 - 10), ('${aBuyer}', 'party', 100000000 - 10000000 + 40000 - 10);
    INSERT INTO hold VALUES
      ('${clearedTrade}', 'posted', NULL, '${aSeller}', '${aBuyer}', 2000, 5000, 7, 10000007, 7, now()),
      ('${rejectedTrade}', 'refused', ${json(because)}, NULL, NULL, NULL, NULL, NULL, NULL, NULL, now()),
      ('${negativeTrade}', 'posted', NULL, '${aSeller}', '${aBuyer}', 400, -100, 40003, 3, 3, now());
    INSERT INTO transfer VALUES
      ('${deposits[0]}', 'deposit', 'bank', '${aSeller}', 100000000, 'deposit', NULL, now()),
      ('${deposits[1]}', 'deposit', 'bank', '${aBuyer}', 100000000, 'deposit', NULL, now()),
      ('${clearedTrade}', 'pay in', '${aBuyer}', 'clearing', 10000000, 'energy', NULL, now()),
      ('${clearedTrade}', 'pay out', 'clearing', '${aSeller}', 10000000, 'energy', NULL, now()),
      ('${clearedTrade}', 'seller fee', '${aSeller}', 'exchange-fees', 7, 'trading fee', NULL, now()),
      ('${clearedTrade}', 'buyer fee', '${aBuyer}', 'exchange-fees', 7, 'trading fee', NULL, now()),
      ('${negativeTrade}', 'pay in', '${aSeller}', 'clearing', 40000, 'energy', NULL, now()),
      ('${negativeTrade}', 'pay out', 'clearing', '${aBuyer}', 40000, 'energy', NULL, now()),
      ('${negativeTrade}', 'seller fee', '${aSeller}', 'exchange-fees', 3, 'trading fee', NULL, now()),
      ('${negativeTrade}', 'buyer fee', '${aBuyer}', 'exchange-fees', 3, 'trading fee', NULL, now());`,
};

/** Takes whatever is there away, and writes the world anew. */
export async function fill(sql: (service: Service, text: string) => Promise<unknown>): Promise<void> {
  await Promise.all(services.map((service) => sql(service, inbox(service) + filling[service])));
}
