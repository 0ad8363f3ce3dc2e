import { topics, tradeClearedV1, tradeRejectedV1 } from '#libs/contracts';
import { type Invariant, ofTheLog } from './invariant.js';
import { toldOf } from './told-of.js';
import { toldOnce } from './told-once.js';

const ends = [tradeClearedV1.type, tradeRejectedV1.type] as const;

const endedTrades = `
  SELECT id, CASE phase WHEN 'done' THEN 'cleared' ELSE 'rejected' END AS state, (progress->'ended'->>'at')::float8 AS at
    FROM saga WHERE NOT open
  UNION ALL
  SELECT id, 'rejected', date_part('epoch', changed_at) * 1000 FROM proposal WHERE state IN ('declined', 'lapsed')`;

/** What was proposed and never confirmed has no trade, and no saga. */
const toldOtherwise = `
  SELECT told.id, told.state, "tradeId" AS speaks_of, coalesce(phase, proposal.state) AS phase
    FROM json_to_recordset($1::json) AS told (id uuid, "tradeId" uuid, state text, seller text, buyer text, "sellerSide" text,
           "buyerSide" text, area text, "energyWh" int8, "priceCentsPerMWh" int4, "externalId" text, "counterOf" uuid)
    LEFT JOIN saga ON saga.id = told.id LEFT JOIN trade ON trade.id = told.id
    LEFT JOIN proposal ON proposal.id = told.id AND proposal.state <> 'confirmed'
   CROSS JOIN LATERAL (SELECT * FROM (VALUES
       (trade.id, trade.seller, trade.buyer, trade.seller_side, trade.buyer_side, trade.area, trade.energy_wh,
        trade.price_cents_per_mwh, trade.external_id, trade.counter_of),
       (proposal.id, proposal.seller, proposal.buyer, proposal.seller_side, proposal.buyer_side, proposal.area,
        (SELECT sum((leg->>2)::int8)::int8 FROM json_array_elements(proposal.legs) AS leg),
        proposal.price_cents_per_mwh, proposal.external_id, NULL)) AS either
       (id, seller, buyer, seller_side, buyer_side, area, energy_wh, price_cents_per_mwh, external_id, counter_of)
     ORDER BY id NULLS LAST LIMIT 1) AS kept
   WHERE told.id <> "tradeId"
      OR CASE told.state WHEN 'cleared' THEN coalesce(phase, proposal.state) IS DISTINCT FROM 'done'
              ELSE coalesce(phase, proposal.state, 'nothing') NOT IN ('undone', 'declined', 'lapsed') END
      OR (told.seller, told.buyer, "sellerSide", "buyerSide", told.area, "energyWh", "priceCentsPerMWh", "externalId",
          "counterOf")
         IS DISTINCT FROM (kept.seller, kept.buyer, kept.seller_side, kept.buyer_side, kept.area, kept.energy_wh,
                           kept.price_cents_per_mwh, kept.external_id, kept.counter_of)`;

export const toldInvariants: readonly Invariant[] = [
  toldOnce({
    name: 'every trade that has ended is told to everyone, once',
    otherwise: 'Other teams wait for the end of a trade, or have two of them.',
    ...{ service: 'trading', topic: topics.trades.name, types: ends, subjects: endedTrades },
    finding: ({ id, state }, events) => `trade ${id} is ${state}, and ${events} events say how it ended`,
  }),
  ofTheLog('trading', {
    name: 'what everyone is told of a trade is so',
    otherwise: 'What was final when it was told is not so now, or an event was published without its effect.',
    reads: `the data of ${ends.join(', ')}, with the subject as its id`,
    pages: toldOf(topics.trades.name, ends),
    question: toldOtherwise,
    finding: ({ id, state, speaks_of: of, phase }) => {
      const isSo = state === 'cleared' ? phase === 'done' : ['undone', 'declined', 'lapsed'].includes(String(phase));
      const otherwise = isSo ? 'on other terms' : `its saga is ${phase ?? 'not there'}`;
      return id === of ? `trade ${id} is told as ${state}, ${otherwise}` : `the event of ${id} speaks of trade ${of}`;
    },
  }),
  {
    name: 'nothing is told of a trade after its end',
    means: 'broken',
    otherwise: 'A final state was followed by another event: whoever relied on it was misled.',
    looksAt: `Of the log: whether an event of a trade follows one of ${ends.join(', ')} of the same trade.`,
    look: ({ events }) => events.afterTheEnd,
  },
];
