import { topics, tradeProposedV1 } from '#libs/contracts';
import { type Invariant, mostFindings, within } from './invariant.js';
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
                           price_cents_per_mwh, external_id, proposed_by, gate_closes_at)
   LIMIT ${mostFindings}`;

const tellsTheProposal = ({ topic, type }: { topic: string; type: string }): boolean =>
  topic === topics.trades.name && type === tradeProposedV1.type;

export const proposalInvariants: readonly Invariant[] = [
  within('trading', {
    name: 'a proposal is a trade on its own terms once it is confirmed, and none otherwise',
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
    question: `
      SELECT trade.id, proposal.id IS NULL AS unknown FROM trade LEFT JOIN proposal USING (id)
       WHERE trade.caller IN (trade.seller, trade.buyer) AND (proposal.id IS NULL OR agreed_at >= trade.gate_closes_at)`,
    finding: ({ id, unknown }) => `trade ${id} ${unknown ? 'was never proposed' : 'was confirmed after its gate'}`,
  }),
  toldOnce({
    name: 'every proposal is told to everyone, once',
    ...{ service: 'trading', topic: topics.trades.name, tells: tellsTheProposal },
    subjects: `SELECT id, state, date_part('epoch', created_at) * 1000 AS at FROM proposal`,
    finding: ({ id, state }, events) => `proposal ${id} is ${state}, and ${events} events say that it was proposed`,
  }),
  {
    name: 'what everyone is told of a proposal is so',
    means: 'broken',
    async look({ story, after }) {
      const events = story.kept.filter(tellsTheProposal);
      const found: string[] = [];
      for (let at = 0; at < events.length && found.length < mostFindings; at += 5_000) {
        const page = events
          .slice(at, at + 5_000)
          .map(({ subject, data }) => ({ ...data, id: subject, legs: undefined }));
        for (const { id, unknown } of await after.trading.rows(toldOtherwise, [JSON.stringify(page)]))
          found.push(`proposal ${id} is told ${unknown ? 'and is not there' : 'on other terms'}`);
      }
      return found;
    },
  },
];
