import { across, type Invariant, within } from './invariant.js';

/** Quarter hours are counted from 1970-01-01T00:00Z. */
const startOf = (column: string): string =>
  `to_char(to_timestamp(${column}::int8 * 900) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI"Z"')`;

/** Every open booking, by side and quarter hour; a party without a meter point in the trade has its portfolio. */
const booked = `
  SELECT s.side, b.first_quarter_hour + e.n::int4 - 1 AS quarter_hour,
         coalesce(sum(e.energy_wh) FILTER (WHERE b.state = 'firm' AND s.sells), 0) AS firm_sold_wh,
         coalesce(sum(e.energy_wh) FILTER (WHERE b.state = 'firm' AND NOT s.sells), 0) AS firm_bought_wh,
         coalesce(sum(e.energy_wh) FILTER (WHERE b.state = 'pending' AND s.sells), 0) AS pending_sold_wh,
         coalesce(sum(e.energy_wh) FILTER (WHERE b.state = 'pending' AND NOT s.sells), 0) AS pending_bought_wh
    FROM booking b
   CROSS JOIN LATERAL unnest(b.energies_wh) WITH ORDINALITY AS e (energy_wh, n)
   CROSS JOIN LATERAL (VALUES (coalesce(b.seller_side, b.seller || '/' || b.area), true),
                              (coalesce(b.buyer_side, b.buyer || '/' || b.area), false)) AS s (side, sells)
   WHERE b.state IN ('pending', 'firm')
   GROUP BY 1, 2`;

const counters = ['firm_sold_wh', 'firm_bought_wh', 'pending_sold_wh', 'pending_bought_wh'] as const;
const named = (counter: string): string => counter.slice(0, -3).replace('_', ' ');

export const energyInvariants: readonly Invariant[] = [
  within('metering', {
    name: 'a position is the sum of its bookings',
    otherwise: 'A position counts energy that is not booked, or misses some that is.',
    question: `
      SELECT side, ${startOf('quarter_hour')} AS start, counter, kept, of_bookings
        FROM position p FULL JOIN (${booked}) AS b USING (side, quarter_hour)
       CROSS JOIN LATERAL (VALUES ${counters
         .map((counter) => `('${named(counter)}', coalesce(p.${counter}, 0), coalesce(b.${counter}, 0))`)
         .join(', ')}) AS c (counter, kept, of_bookings)
       WHERE kept <> of_bookings`,
    finding: ({ side, start, counter, kept, of_bookings: sum }) =>
      `side ${side} at ${start} has ${kept} Wh ${counter}, its bookings say ${sum} Wh`,
  }),
  within('metering', {
    name: 'no counter of a position is negative',
    otherwise: 'More energy was given back than was booked: a booking was undone twice.',
    question: `
      SELECT side, ${startOf('quarter_hour')} AS start, least(${counters.join(', ')}) AS lowest FROM position
       WHERE least(${counters.join(', ')}) < 0`,
    finding: ({ side, start, lowest }) => `side ${side} at ${start} has a counter of ${lowest} Wh`,
  }),
  within('metering', {
    name: 'a side sells and buys, net, no more than it can inject and consume, unless its limits have been changed',
    otherwise: 'A side has sold or bought what it can not deliver or take.',
    // Pending bookings count where they make it worse. What stood when an operator lowered a limit, stands: the highest
    // limit that the audit knows counts.
    question: `
      SELECT side, ${startOf('quarter_hour')} AS start, line, net_wh, most_wh
        FROM position p LEFT JOIN side s ON s.key = p.side
        LEFT JOIN (SELECT of, max((details->>'injectionLimitWBefore')::int8) AS injection_w,
                          max((details->>'consumptionLimitWBefore')::int8) AS consumption_w
                     FROM audit WHERE action = 'set limits' GROUP BY of) AS earlier ON of = 'portfolio/' || p.side
       CROSS JOIN LATERAL (VALUES
         ('injection', firm_sold_wh - firm_bought_wh + pending_sold_wh,
          greatest(s.injection_w, earlier.injection_w, 0) / 4),
         ('consumption', firm_bought_wh - firm_sold_wh + pending_bought_wh,
          greatest(s.consumption_w, earlier.consumption_w, 0) / 4)) AS l (line, net_wh, most_wh)
       WHERE net_wh > most_wh`,
    finding: ({ side, start, line, net_wh: net, most_wh: most }) =>
      `side ${side} at ${start} has ${net} Wh of ${line}, at most ${most} Wh`,
  }),
  within('metering', {
    name: 'what is sold is bought, in each quarter hour',
    otherwise: 'Energy was sold to nobody, or bought of nobody.',
    question: `
      SELECT ${startOf('quarter_hour')} AS start, sum(firm_sold_wh) AS sold, sum(firm_bought_wh) AS bought,
             sum(pending_sold_wh) AS pending_sold, sum(pending_bought_wh) AS pending_bought
        FROM position GROUP BY quarter_hour
      HAVING sum(firm_sold_wh) <> sum(firm_bought_wh) OR sum(pending_sold_wh) <> sum(pending_bought_wh)`,
    finding: ({ start, sold, bought, pending_sold: pendingSold, pending_bought: pendingBought }) =>
      `at ${start} ${sold} Wh are sold and ${bought} Wh bought, ${pendingSold} and ${pendingBought} Wh pending`,
  }),
  within('metering', {
    name: 'what is sold in an area is bought there, in each quarter hour',
    otherwise: 'Energy has left an area, or come into it, and no flow has carried it.',
    question: `
      SELECT area, ${startOf('quarter_hour')} AS start, sum(firm_sold_wh) AS sold, sum(firm_bought_wh) AS bought,
             sum(pending_sold_wh) AS pending_sold, sum(pending_bought_wh) AS pending_bought
        FROM position LEFT JOIN side ON side.key = position.side GROUP BY area, quarter_hour
      HAVING area IS NULL
          OR sum(firm_sold_wh) <> sum(firm_bought_wh) OR sum(pending_sold_wh) <> sum(pending_bought_wh)`,
    finding: ({ area, start, sold, bought, pending_sold: pendingSold, pending_bought: pendingBought }) =>
      `in ${area ?? 'no area'} at ${start} ${sold} Wh are sold and ${bought} Wh bought, ` +
      `${pendingSold} and ${pendingBought} Wh pending`,
  }),
  across({
    name: 'a cleared trade has one firm booking on both sides, of its own energy',
    otherwise: 'A trade is cleared, and its energy is not firm, or is other energy.',
    from: {
      moment: 'before',
      service: 'trading',
      // A leg goes in equal parts into its quarter hours.
      subjects: `
        SELECT id, seller, buyer, seller_side, buyer_side, area, ((legs->0->>0)::int8 / 900000)::int4 AS first,
               (SELECT json_agg(energy / quarters ORDER BY n)
                  FROM (SELECT n, (leg->>1)::int8 / 15 AS quarters, (leg->>2)::int8 AS energy
                          FROM json_array_elements(legs) WITH ORDINALITY AS l (leg, n)) AS split
                 CROSS JOIN LATERAL generate_series(1, quarters)) AS energies
          FROM trade JOIN saga USING (id) WHERE phase = 'done'`,
    },
    to: {
      service: 'metering',
      columns:
        'id uuid, seller text, buyer text, seller_side text, buyer_side text, area text, first int4, energies int8[]',
      question: `
        SELECT s.id, b.state FROM subject s LEFT JOIN booking b USING (id)
         WHERE b.state IS DISTINCT FROM 'firm'
            OR (b.seller, b.buyer, b.seller_side, b.buyer_side, b.area, b.first_quarter_hour, b.energies_wh)
               IS DISTINCT FROM (s.seller, s.buyer, s.seller_side, s.buyer_side, s.area, s.first, s.energies)`,
    },
    finding: ({ id, state }) =>
      `trade ${id} is cleared, and its booking is ${state === 'firm' ? 'firm on other terms' : (state ?? 'not there')}`,
  }),
  across({
    name: 'a rejected trade has nothing booked',
    otherwise: 'A rejected trade has left something behind: capacity that nobody can use.',
    from: { moment: 'before', service: 'trading', subjects: `SELECT id FROM saga WHERE phase = 'undone'` },
    to: {
      service: 'metering',
      columns: 'id uuid',
      question: `SELECT id, state FROM subject JOIN booking USING (id) WHERE state IN ('pending', 'firm')`,
    },
    finding: ({ id, state }) => `trade ${id} is rejected, and its booking is ${state}`,
  }),
  across({
    name: 'a booking is as far as its saga lets it be',
    otherwise: 'Energy became firm or was given back before the decision.',
    from: { moment: 'after', service: 'metering', subjects: 'SELECT id, state FROM booking' },
    to: {
      service: 'trading',
      columns: 'id uuid, state text',
      question: `
        SELECT id, s.state, phase FROM subject s LEFT JOIN saga USING (id)
         WHERE phase IS NULL
            OR (s.state = 'firm' AND phase NOT IN ('finishing', 'done'))
            OR (s.state IN ('cancelled', 'tombstone') AND phase NOT IN ('undoing', 'undone'))`,
    },
    finding: ({ id, state, phase }) => `booking ${id} is ${state}, its saga is ${phase ?? 'not there'}`,
  }),
];
