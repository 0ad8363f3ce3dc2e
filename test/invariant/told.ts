import { topics, tradeProposedV1 } from '#libs/contracts';
import type { KeptEvent } from './event-story.js';
import { type Invariant, mostFindings, type World } from './invariant.js';
import type { Service } from './snapshot.js';
import { isSent, toldOnce } from './told-once.js';

/** The last event of each subject. */
const latest = ({ story }: World, topic: string): Map<string, KeptEvent> =>
  new Map(story.kept.filter((event) => event.topic === topic).map((event) => [event.subject, event]));

const endedTrades = `
  SELECT id, CASE phase WHEN 'done' THEN 'cleared' ELSE 'rejected' END AS state, (progress->'ended'->>'at')::float8 AS at
    FROM saga WHERE NOT open
  UNION ALL
  SELECT id, 'rejected', date_part('epoch', changed_at) * 1000 FROM proposal WHERE state IN ('declined', 'lapsed')`;

/** A trade that was proposed is told of before it has ended, too. */
const tellsTheEnd = ({ topic, type }: KeptEvent): boolean =>
  topic === topics.trades.name && type !== tradeProposedV1.type;

/** What was proposed and never confirmed has no trade, and no saga. */
const toldOtherwise = `
  SELECT told.id, told.state, coalesce(phase, proposal.state) AS phase
    FROM json_to_recordset($1::json) AS told (id uuid, state text, seller text, buyer text, "sellerSide" text,
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
   WHERE CASE told.state WHEN 'cleared' THEN coalesce(phase, proposal.state) IS DISTINCT FROM 'done'
              ELSE coalesce(phase, proposal.state, 'nothing') NOT IN ('undone', 'declined', 'lapsed') END
      OR (told.seller, told.buyer, "sellerSide", "buyerSide", told.area, "energyWh", "priceCentsPerMWh", "externalId",
          "counterOf")
         IS DISTINCT FROM (kept.seller, kept.buyer, kept.seller_side, kept.buyer_side, kept.area, kept.energy_wh,
                           kept.price_cents_per_mwh, kept.external_id, kept.counter_of)
   LIMIT ${mostFindings}`;

/** Each public topic of the registry, and who has its rows: a key and how many events there were of it. */
const registries = [
  { topic: topics.parties.name, service: 'trading', rows: 'SELECT eic AS key, sequence FROM party' },
  {
    topic: topics.meterPoints.name,
    service: 'metering',
    rows: `SELECT key, sequence FROM side WHERE kind = 'meter point'`,
  },
  {
    topic: topics.portfolios.name,
    service: 'metering',
    rows: `SELECT key, sequence FROM side WHERE kind = 'portfolio'`,
  },
  {
    topic: topics.accounts.name,
    service: 'settlement',
    rows: `SELECT id AS key, sequence FROM account WHERE kind = 'party'`,
  },
] as const;

export const toldInvariants: readonly Invariant[] = [
  toldOnce({
    name: 'every trade that has ended is told to everyone, once',
    ...{ service: 'trading', topic: topics.trades.name, subjects: endedTrades, tells: tellsTheEnd },
    finding: ({ id, state }, events) => `trade ${id} is ${state}, and ${events} events say how it ended`,
  }),
  {
    name: 'what everyone is told of a trade is so',
    means: 'broken',
    async look(world) {
      const events = world.story.kept.filter(tellsTheEnd);
      const found = events
        .filter(({ subject, data }) => data['tradeId'] !== subject)
        .map(({ subject, data }) => `the event of ${subject} speaks of trade ${String(data['tradeId'])}`);
      for (let at = 0; at < events.length && found.length < mostFindings; at += 5_000) {
        const page = events
          .slice(at, at + 5_000)
          .map(({ data }) => ({ ...data, id: data['tradeId'], legs: undefined }));
        const rows = await world.after.trading.rows(toldOtherwise, [JSON.stringify(page)]);
        for (const { id, state, phase } of rows) {
          const other =
            state === 'cleared' ? phase === 'done' : ['undone', 'declined', 'lapsed'].includes(String(phase));
          found.push(
            `trade ${id} is told as ${state}, ${other ? 'on other terms' : `its saga is ${phase ?? 'not there'}`}`,
          );
        }
      }
      return found;
    },
  },
  {
    name: 'whatever is registered is told to everyone, and nothing else',
    means: 'broken',
    async look(world) {
      const found: string[] = [];
      for (const { topic, service, rows } of registries) {
        const told = latest(world, topic);
        // Retention may have dropped the events of whatever did not change since.
        const isWhole = !world.log.wholeSince.has(topic) && (await isSent(world, service, topic));
        for (const { key, sequence } of isWhole ? await world.before[service].rows(rows) : []) {
          const said = told.get(String(key))?.sequence ?? 0;
          if (said < Number(sequence)) found.push(`${key} is at ${sequence} in ${service}, ${topic} says ${said}`);
        }
        const known = new Map(
          (await world.after[service].rows(rows)).map(({ key, sequence }) => [key, Number(sequence)]),
        );
        for (const { subject, sequence } of told.values()) {
          const kept = known.get(subject) ?? 0;
          if (kept < sequence) found.push(`${topic} tells ${subject} at ${sequence}, ${service} has ${kept}`);
        }
      }
      return found;
    },
  },
  {
    name: 'every party has its account and its copy in metering',
    means: 'not drained',
    async look({ before, after }) {
      const parties = (await before.trading.rows('SELECT eic FROM party')).map(({ eic }) => eic);
      const without = async (service: Service, table: string, key: string): Promise<string[]> => {
        const text = `SELECT eic FROM unnest($1::text[]) AS registered (eic)
          WHERE NOT EXISTS (SELECT FROM ${table} WHERE ${key} = registered.eic) LIMIT ${mostFindings}`;
        const rows = await after[service].rows(text, [parties]);
        return rows.map(({ eic }) => `party ${eic} has not arrived in ${service}`);
      };
      return [
        ...(await without('settlement', 'account', 'account.id')),
        ...(await without('metering', 'party_copy', 'party_copy.eic')),
      ];
    },
  },
];
