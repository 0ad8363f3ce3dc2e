import { bookingFirmedV1, depositPostedV1, topics, tradePaidV1, withdrawalPostedV1 } from '#libs/contracts';
import { type Invariant, ofTheLog } from './invariant.js';
import { toldOf } from './told-of.js';
import { toldOnce } from './told-once.js';

/** In ms, as the log counts. */
const ms = (at: string): string => `(extract(epoch FROM ${at}) * 1000)::float8`;

const firmBookings = `SELECT id, ${ms('since')} AS at FROM booking WHERE state = 'firm'`;

/** Trades at price zero may have no transfer at all. */
const paid = `
  SELECT id, ${ms('coalesce(paid.at, since)')} AS at
    FROM hold LEFT JOIN (SELECT "of", max(at) AS at FROM transfer GROUP BY "of") AS paid ON paid."of" = hold.id
   WHERE state = 'posted'
  UNION ALL
  SELECT DISTINCT "of", ${ms('at')} FROM transfer WHERE kind IN ('deposit', 'withdrawal')`;

const bookedOtherwise = `
  SELECT id, booking.state
    FROM json_to_recordset($1::json) AS told (id uuid, seller text, buyer text, "sellerSide" text, "buyerSide" text,
           "sellerGroup" text, "buyerGroup" text, area text, "firstQuarterHour" timestamptz, "quarterHoursWh" int8[])
    LEFT JOIN booking USING (id)
   WHERE (told.seller, told.buyer, "sellerSide", "buyerSide", "sellerGroup", "buyerGroup", told.area,
          extract(epoch FROM "firstQuarterHour") / 900, "quarterHoursWh", 'firm')
         IS DISTINCT FROM (booking.seller, booking.buyer, seller_side, buyer_side, seller_group, buyer_group,
                           booking.area, first_quarter_hour::numeric, energies_wh, booking.state)`;

const paidOtherwise = `
  SELECT id, hold.state
    FROM json_to_recordset($1::json) AS told (id uuid, seller text, buyer text, "energyWh" int8,
                                              "priceCentsPerMWh" int4)
    LEFT JOIN hold USING (id)
   WHERE (told.seller, told.buyer, "energyWh", "priceCentsPerMWh", 'posted')
         IS DISTINCT FROM (hold.seller, hold.buyer, energy_wh, price_cents_per_mwh, hold.state)`;

const movedOtherwise = `
  WITH told AS MATERIALIZED (SELECT * FROM json_to_recordset($1::json) AS told (id uuid, transfers json)),
       line AS (SELECT id, part, debit, credit, kind, "amountEur"::numeric * 100000000 AS amount
                  FROM told, json_to_recordset(transfers)
                    AS line (part text, debit text, credit text, kind text, "amountEur" text)),
       moved AS (SELECT "of" AS id, part, debit, credit, kind, amount::numeric FROM transfer JOIN told ON "of" = id)
  SELECT id, part FROM line FULL JOIN moved USING (id, part)
   WHERE (line.debit, line.credit, line.kind, line.amount)
         IS DISTINCT FROM (moved.debit, moved.credit, moved.kind, moved.amount)`;

const { bookings, transfers } = topics;
const payments = [tradePaidV1.type, depositPostedV1.type, withdrawalPostedV1.type] as const;

export const toldEffectInvariants: readonly Invariant[] = [
  toldOnce({
    name: 'every firm booking is told to everyone, once',
    otherwise: 'Other teams do not know of energy that is sold, or count it twice.',
    ...{ service: 'metering', topic: bookings.name, types: [bookingFirmedV1.type], subjects: firmBookings },
    finding: ({ id }, events) => `the booking ${id} is firm, and ${events} events say so`,
  }),
  ofTheLog('metering', {
    name: 'what everyone is told of a booking is so',
    otherwise: 'An event was published without its effect, or with another than the database has.',
    reads: `the data of ${bookingFirmedV1.type}, with the subject as its id`,
    pages: toldOf(bookings.name, [bookingFirmedV1.type]),
    question: bookedOtherwise,
    finding: ({ id, state }) =>
      `the booking ${id} is told as firm, it is ${state ?? 'not there'} or says something else`,
  }),
  toldOnce({
    name: 'every payment of a trade, deposit and withdrawal is told to everyone, once',
    otherwise: 'Other teams do not know of money that has moved, or count it twice.',
    ...{ service: 'settlement', topic: transfers.name, types: payments, subjects: paid },
    finding: ({ id }, events) => `the money of ${id} has moved, and ${events} events say so`,
  }),
  ofTheLog('settlement', {
    name: 'what everyone is told of a paid trade is so',
    otherwise: 'An event was published without its effect, or with another than the database has.',
    reads: `the data of ${tradePaidV1.type}, with the subject as its id`,
    pages: toldOf(transfers.name, [tradePaidV1.type]),
    question: paidOtherwise,
    finding: ({ id, state }) => `the trade ${id} is told as paid, its hold is ${state ?? 'not there'} or differs`,
  }),
  ofTheLog('settlement', {
    name: 'what everyone is told of money is so',
    otherwise: 'An event was published without its effect, or with another than the ledger has.',
    reads: `the data of ${payments.join(', ')}, with the subject as its id`,
    pages: toldOf(transfers.name, payments),
    question: movedOtherwise,
    finding: ({ id, part }) => `the transfer ${id}, ${part}, is told otherwise than it stands in the ledger`,
  }),
];
