import { bookingFirmedV1, topics, tradePaidV1 } from '#libs/contracts';
import { type Invariant, mostFindings, type World } from './invariant.js';
import type { Found, Service } from './snapshot.js';
import { toldOnce } from './told-once.js';

/** In ms, as the log counts. */
const ms = (at: string): string => `(extract(epoch FROM ${at}) * 1000)::float8`;

const firmBookings = `SELECT id, ${ms('since')} AS at FROM booking WHERE state = 'firm'`;

/** Trades at price zero may have no transfer at all. */
const payments = `
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
                           booking.area, first_quarter_hour::numeric, energies_wh, booking.state)
   LIMIT ${mostFindings}`;

const paidOtherwise = `
  SELECT id, hold.state
    FROM json_to_recordset($1::json) AS told (id uuid, seller text, buyer text, "energyWh" int8,
                                              "priceCentsPerMWh" int4)
    LEFT JOIN hold USING (id)
   WHERE (told.seller, told.buyer, "energyWh", "priceCentsPerMWh", 'posted')
         IS DISTINCT FROM (hold.seller, hold.buyer, energy_wh, price_cents_per_mwh, hold.state)
   LIMIT ${mostFindings}`;

const movedOtherwise = `
  WITH told AS MATERIALIZED (SELECT * FROM json_to_recordset($1::json) AS told (id uuid, transfers json)),
       line AS (SELECT id, part, debit, credit, kind, "amountEur"::numeric * 100000000 AS amount
                  FROM told, json_to_recordset(transfers)
                    AS line (part text, debit text, credit text, kind text, "amountEur" text)),
       moved AS (SELECT "of" AS id, part, debit, credit, kind, amount::numeric FROM transfer JOIN told ON "of" = id)
  SELECT id, part FROM line FULL JOIN moved USING (id, part)
   WHERE (line.debit, line.credit, line.kind, line.amount)
         IS DISTINCT FROM (moved.debit, moved.credit, moved.kind, moved.amount)
   LIMIT ${mostFindings}`;

const eventsPerPage = 5_000;

/** Puts a topic's events, with their subject as `id`, to their service as it is after them. */
async function unlike(
  { story, after }: World,
  service: Service,
  topic: string,
  question: string,
  type?: string,
): Promise<Found[]> {
  const events = story.kept.filter((event) => event.topic === topic && (type === undefined || event.type === type));
  const found: Found[] = [];
  for (let at = 0; at < events.length && found.length < mostFindings; at += eventsPerPage) {
    const page = events.slice(at, at + eventsPerPage).map(({ subject, data }) => ({ ...data, id: subject }));
    found.push(...(await after[service].rows(question, [JSON.stringify(page)])));
  }
  return found;
}

export const toldEffectInvariants: readonly Invariant[] = [
  toldOnce({
    name: 'every firm booking is told to everyone, once',
    ...{ service: 'metering', topic: topics.bookings.name, subjects: firmBookings },
    finding: ({ id }, events) => `the booking ${id} is firm, and ${events} events say so`,
  }),
  {
    name: 'what everyone is told of a booking is so',
    means: 'broken',
    look: async (world) =>
      (await unlike(world, 'metering', topics.bookings.name, bookedOtherwise, bookingFirmedV1.type)).map(
        ({ id, state }) => `the booking ${id} is told as firm, it is ${state ?? 'not there'} or says something else`,
      ),
  },
  toldOnce({
    name: 'every payment of a trade, deposit and withdrawal is told to everyone, once',
    ...{ service: 'settlement', topic: topics.transfers.name, subjects: payments },
    finding: ({ id }, events) => `the money of ${id} has moved, and ${events} events say so`,
  }),
  {
    name: 'what everyone is told of money is so',
    means: 'broken',
    async look(world) {
      const topic = topics.transfers.name;
      const paid = await unlike(world, 'settlement', topic, paidOtherwise, tradePaidV1.type);
      const moved = await unlike(world, 'settlement', topic, movedOtherwise);
      return [
        ...paid.map(
          ({ id, state }) => `the trade ${id} is told as paid, its hold is ${state ?? 'not there'} or differs`,
        ),
        ...moved.map(({ id, part }) => `the transfer ${id}, ${part}, is told otherwise than it stands in the ledger`),
      ];
    },
  },
];
