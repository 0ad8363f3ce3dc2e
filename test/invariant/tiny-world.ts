import { aBuyer, aHouseCode, anArea, aPlantCode, aSeller } from '../support/a-booking.js';
import { type Service, services } from './snapshot.js';

/*
 * The smallest world in which every invariant has something to look at: two parties, a plant and a house, and four
 * trades. Written row by row, by no code of the services, so that a mistake of theirs cannot be repeated here.
 */

const uuid = (last: number): string => `0198c0de-0000-7000-8000-0000000000${last.toString(16).padStart(2, '0')}`;

/** From the plant to the house, 2,000 Wh over half an hour at 50 euro. */
export const clearedTrade = uuid(1);
/** Rejected for lack of funds. */
export const rejectedTrade = uuid(2);
/** Between the parties' portfolios, 400 Wh at minus one euro: the seller pays. By two-phase commit. */
export const negativeTrade = uuid(3);
/** By two-phase commit, gathered with the one above and refused for lack of funds, so that both went another round. */
export const abortedTrade = uuid(4);

/** The two rounds: the first was aborted, the second committed. */
export const [abortedGid, committedGid] = [
  'a1b2c3d4-0198c0de00007000800000000000000a',
  'a1b2c3d4-0198c0de00007000800000000000000b',
] as const;
/** Of another coordinator. */
export const aForeignGid = 'ffffffff-0198c0de00007000800000000000000a';

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

export const committedProgress = {
  startedAt: 1000,
  steps: {
    'prepare payment': { do: answered(0) },
    'prepare delivery': { do: answered(0) },
    'commit payment': { do: answered(5) },
    'commit delivery': { do: answered(5) },
  },
  pivot: { at: 1005, answer: 'accepted' },
  ended: { at: 1010, as: 'done' },
};

export const abortedProgress = {
  startedAt: 1000,
  steps: {},
  rejected: { at: 1005, step: 'prepare payment', because },
  ended: { at: 1005, as: 'undone' },
};

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

/** What a participant has said; milliseconds, a second of which the whole transaction takes. */
export const saying = (vote: 'yes' | 'refused', acknowledged: 'committed' | 'aborted' | 'mixed') => ({
  vote: { vote, at: 1_700_000_000_100, ...(vote === 'refused' && { legs: [{ id: abortedTrade, because }] }) },
  acknowledged: { as: acknowledged, at: 1_700_000_000_900 },
});

const keys = [aSeller, aBuyer, `${aSeller}/${anArea}`, `${aBuyer}/${anArea}`];

/** A global transaction that has ended. */
const ended = (
  gid: string,
  { predecessor, state, trades }: { predecessor: string | null; state: string; trades: readonly string[] },
  participants: Readonly<Record<'settlement' | 'metering', object>>,
): string =>
  `INSERT INTO global_transaction (gid, chain, predecessor, state, legs, keys, busy_rounds, participants, since,
                                   preparing_since, decided_at, ended_at, asks)
   VALUES ('${gid}', '${abortedGid}', ${predecessor === null ? 'NULL' : `'${predecessor}'`}, '${state}',
     ${json(trades.map((id) => [id, keys]))}, '{${keys.join(',')}}', 0, ${json(participants)},
     to_timestamp(1700000000), to_timestamp(1700000000), to_timestamp(1700000000.5), to_timestamp(1700000001), 1);`;

const trade = (id: string, sides: readonly (string | null)[], legs: unknown, energyWh: number, cents: number): string =>
  `('${id}', 'venue', '${aSeller}', '${aBuyer}', ${sides.map((side) => (side === null ? 'NULL' : `'${side}'`)).join(', ')},
    '${anArea}', ${json(legs)}, ${energyWh}, ${cents}, now(), now() + '1 hour', now() + '2 hours')`;

export const meterPoints = [aPlantCode, aHouseCode];
export const portfolios = [`${aSeller}/${anArea}`, `${aBuyer}/${anArea}`];

/** Of the seller and of the buyer. */
export const deposits = [uuid(0x21), uuid(0x22)] as const;

export const parcels: Readonly<Record<Service, string>> = {
  trading: uuid(0x11),
  metering: uuid(0x12),
  settlement: uuid(0x13),
};

/** The parcel of votes, which trading's other consumer has handled. */
export const votesParcel = uuid(0x14);

/** Of prepares and decisions, which no inbox remembers. */
export const branchParcels = [uuid(0x15), uuid(0x16)];

const inbox = (service: Service): string =>
  `TRUNCATE inbox, outbox, parked, audit; INSERT INTO inbox VALUES ('2026-05-01', '${service}', '${parcels[service]}');`;

/** What a participant keeps of the two rounds. */
const branches = `
    TRUNCATE branch, branch_outcome, waiting;
    INSERT INTO branch_outcome (gid, outcome, legs, at) VALUES
      ('${abortedGid}', 'aborted', '{${negativeTrade},${abortedTrade}}', now()),
      ('${committedGid}', 'committed', '{${negativeTrade}}', now());`;

const filling: Readonly<Record<Service, string>> = {
  trading: `
    TRUNCATE instance, saga, trade, proposal, party, two_phase_system, global_transaction, two_phase_pending;
    INSERT INTO inbox VALUES ('2026-05-01', 'trading', '${votesParcel}');
    INSERT INTO two_phase_system (id) VALUES ('a1b2c3d4');
    INSERT INTO party VALUES ('${aSeller}', 'Seller', '{producer}', 1), ('${aBuyer}', 'Buyer', '{consumer}', 1);
    INSERT INTO trade (id, caller, seller, buyer, seller_side, buyer_side, area, legs, energy_wh, price_cents_per_mwh,
                       agreed_at, gate_closes_at, register_by) VALUES
      ${trade(clearedTrade, meterPoints, [[startMs, 30, 2000]], 2000, 5000)},
      ${trade(rejectedTrade, meterPoints, [[startMs, 15, 900]], 900, 5000)},
      ${trade(negativeTrade, [null, null], [[startMs, 15, 400]], 400, -100)},
      ${trade(abortedTrade, [null, null], [[startMs, 15, 500]], 500, 5000)};
    UPDATE trade SET settlement = 'two-phase' WHERE id IN ('${negativeTrade}', '${abortedTrade}');
    ${ended(
      abortedGid,
      { predecessor: null, state: 'aborted', trades: [negativeTrade, abortedTrade] },
      { settlement: saying('refused', 'aborted'), metering: saying('yes', 'aborted') },
    )}
    ${ended(
      committedGid,
      { predecessor: abortedGid, state: 'committed', trades: [negativeTrade] },
      { settlement: saying('yes', 'committed'), metering: saying('yes', 'committed') },
    )}
    INSERT INTO saga (id, name, version, phase, revision, progress, started_at) VALUES
      ('${clearedTrade}', 'trade', 1, 'done', 3, ${json(clearedProgress)}, now()),
      ('${rejectedTrade}', 'trade', 1, 'undone', 3, ${json(rejectedProgress)}, now()),
      ('${negativeTrade}', 'two-phase trade', 1, 'done', 3, ${json(committedProgress)}, now()),
      ('${abortedTrade}', 'two-phase trade', 1, 'undone', 2, ${json(abortedProgress)}, now());`,
  metering: `${branches}
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
  settlement: `${branches}
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
