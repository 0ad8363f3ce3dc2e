import { across, type Invariant, within } from './invariant.js';

const cleared = {
  moment: 'before',
  service: 'trading',
  subjects: `SELECT id, counter_of FROM trade JOIN saga USING (id) WHERE counter_of IS NOT NULL AND phase = 'done'`,
} as const;

const columns = 'id uuid, counter_of uuid';

export const counterTradeInvariants: readonly Invariant[] = [
  within('trading', {
    name: 'a counter-trade is its original the other way round',
    otherwise: 'Something was taken back on other terms than it was traded.',
    question: `
      SELECT counter.id, counter.counter_of AS original, original.id IS NULL AS unknown
        FROM trade AS counter LEFT JOIN trade AS original ON original.id = counter.counter_of
       WHERE counter.counter_of IS NOT NULL
         AND (original.id IS NULL OR original.counter_of IS NOT NULL OR counter.agreed_at >= original.gate_closes_at
              OR (counter.seller, counter.buyer, counter.seller_side, counter.buyer_side, counter.area,
                  counter.legs::text, counter.price_cents_per_mwh)
                 IS DISTINCT FROM (original.buyer, original.seller, original.buyer_side, original.seller_side,
                  original.area, original.legs::text, original.price_cents_per_mwh))`,
    finding: ({ id, original, unknown }) =>
      `trade ${id} takes ${original} back, ${unknown ? 'which is not there' : 'and is not the same the other way round'}`,
  }),
  within('trading', {
    name: 'only a cleared trade is taken back, and once',
    otherwise: 'A trade was taken back that never bound, or twice.',
    question: `
      SELECT counter.counter_of AS id, its.phase, count(*) AS counters
        FROM trade AS counter JOIN saga ON saga.id = counter.id AND saga.phase <> 'undone'
        LEFT JOIN saga AS its ON its.id = counter.counter_of
       WHERE counter.counter_of IS NOT NULL
       GROUP BY 1, 2 HAVING its.phase IS DISTINCT FROM 'done' OR count(*) > 1`,
    finding: ({ id, phase, counters }) =>
      `trade ${id}, whose saga is ${phase ?? 'not there'}, is taken back ${counters} times`,
  }),
  across({
    name: 'a trade and its counter-trade move no money, but the fees',
    otherwise: 'Taking a trade back has made somebody richer.',
    from: cleared,
    to: {
      service: 'settlement',
      columns,
      question: `
        SELECT subject.id, counter_of AS original, account, sum(moved) AS kept
          FROM subject JOIN transfer ON transfer.of IN (subject.id, counter_of) AND kind = 'energy'
         CROSS JOIN LATERAL (VALUES (credit, amount), (debit, -amount)) AS line (account, moved)
         GROUP BY 1, 2, 3 HAVING sum(moved) <> 0`,
    },
    finding: ({ id, original, account, kept }) => `trade ${id} takes ${original} back, and ${account} keeps ${kept}`,
  }),
  across({
    name: 'a trade and its counter-trade deliver nothing',
    otherwise: 'Taking a trade back has left energy to be delivered.',
    from: cleared,
    to: {
      service: 'metering',
      columns,
      question: `
        SELECT subject.id, counter_of AS original, side, sum(sold) AS rest
          FROM subject JOIN booking AS b ON b.id IN (subject.id, counter_of) AND b.state = 'firm'
         CROSS JOIN LATERAL unnest(b.energies_wh) WITH ORDINALITY AS e (energy_wh, n)
         CROSS JOIN LATERAL (VALUES (coalesce(b.seller_side, b.seller || '/' || b.area), e.energy_wh),
                                    (coalesce(b.buyer_side, b.buyer || '/' || b.area), -e.energy_wh)) AS s (side, sold)
         GROUP BY 1, 2, 3, b.first_quarter_hour + e.n HAVING sum(sold) <> 0`,
    },
    finding: ({ id, original, side, rest }) =>
      `trade ${id} takes ${original} back, and side ${side} still sells ${rest} Wh of a quarter hour`,
  }),
];
