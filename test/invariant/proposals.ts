import { topics, tradeProposedV1 } from '#libs/contracts';
import { type Invariant, ofTheLog, within } from './invariant.js';
import { toldOf } from './told-of.js';
import { toldOnce } from './told-once.js';

const toldOtherwise = `
  SELECT told.id, proposal.id IS NULL AS unknown
    FROM json_to_recordset($1::json) AS told (id uuid, seller text, buyer text, "sellerSide" text, "buyerSide" text,
           area text, "energyWh" int8, "priceCentsPerMWh" int4, "externalId" text, "proposedBy" text,
           "confirmBefore" timestamptz)
    LEFT JOIN proposal USING (id)
   WHERE (told.seller, told.buyer, "sellerSide", "buyerSide", told.area, "energyWh", "priceCentsPerMWh", "externalId",
          "proposedBy", "confirmBefore")
         IS DISTINCT FROM (proposal.seller, proposal.buyer, seller_side, buyer_side, proposal.area,
                           (SELECT sum((leg->>2)::int8)::int8 FROM json_array_elements(legs) AS leg),
                           price_cents_per_mwh, external_id, proposed_by, gate_closes_at)`;

export const proposalInvariants: readonly Invariant[] = [
  within('trading', {
    name: 'a proposal is a trade on its own terms once it is confirmed, and none otherwise',
    otherwise: 'A party is bound by terms that it did not confirm.',
    question: `
      SELECT proposal.id, proposal.state, trade.id IS NOT NULL AS traded
        FROM proposal LEFT JOIN trade USING (id)
       WHERE (proposal.state = 'confirmed') <> (trade.id IS NOT NULL)
          OR (trade.id IS NOT NULL
              AND (proposed_by, proposal.external_id, proposal.seller, proposal.buyer, proposal.seller_side,
                   proposal.buyer_side, proposal.area, proposal.legs::text, proposal.price_cents_per_mwh,
                   proposal.gate_closes_at, proposal.register_by, proposal.settlement, ended_at)
                  IS DISTINCT FROM (trade.caller, trade.external_id, trade.seller, trade.buyer, trade.seller_side,
                   trade.buyer_side, trade.area, trade.legs::text, trade.price_cents_per_mwh, trade.gate_closes_at,
                   trade.register_by, trade.settlement, trade.agreed_at))`,
    finding: ({ id, state, traded }) =>
      `proposal ${id} is ${state}, and ${traded ? 'a trade stands under its id, on these terms or others' : 'there is no trade'}`,
  }),
  within('trading', {
    name: 'a trade that a side of it submitted was proposed before, and bound before its gate',
    otherwise: 'A party was bound by the other side alone, or too late.',
    question: `
      SELECT trade.id, proposal.id IS NULL AS unknown FROM trade LEFT JOIN proposal USING (id)
       WHERE trade.caller IN (trade.seller, trade.buyer) AND (proposal.id IS NULL OR agreed_at >= trade.gate_closes_at)`,
    finding: ({ id, unknown }) => `trade ${id} ${unknown ? 'was never proposed' : 'was confirmed after its gate'}`,
  }),
  toldOnce({
    name: 'every proposal is told to everyone, once',
    otherwise: 'The counterparty of a proposal has not heard of it.',
    ...{ service: 'trading', topic: topics.trades.name, types: [tradeProposedV1.type] },
    subjects: `SELECT id, state, date_part('epoch', created_at) * 1000 AS at FROM proposal`,
    finding: ({ id, state }, events) => `proposal ${id} is ${state}, and ${events} events say that it was proposed`,
  }),
  ofTheLog('trading', {
    name: 'what everyone is told of a proposal is so',
    otherwise: 'An event was published without its effect, or with another than the database has.',
    reads: `the data of ${tradeProposedV1.type}, with the subject as its id`,
    pages: toldOf(topics.trades.name, [tradeProposedV1.type]),
    question: toldOtherwise,
    finding: ({ id, unknown }) => `proposal ${id} is told ${unknown ? 'and is not there' : 'on other terms'}`,
  }),
];
