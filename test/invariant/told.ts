import { topics } from '#libs/contracts';
import type { KeptEvent } from './event-story.js';
import { type Invariant, mostFindings, type World } from './invariant.js';
import type { Service } from './snapshot.js';

/** Events that wait in the outbox are no lost ones: then nothing can be said of the topic. */
async function isSent({ before }: World, service: Service, topic: string): Promise<boolean> {
  return (await before[service].rows('SELECT FROM outbox WHERE topic = $1 LIMIT 1', [topic])).length === 0;
}

/** The last event of each subject. */
const latest = ({ story }: World, topic: string): Map<string, KeptEvent> =>
  new Map(story.kept.filter((event) => event.topic === topic).map((event) => [event.subject, event]));

const endedTrades = `
  SELECT id, CASE phase WHEN 'done' THEN 'cleared' ELSE 'rejected' END AS state, (progress->'ended'->>'at')::float8 AS at
    FROM saga WHERE NOT open AND id > $1 ORDER BY id LIMIT 20000`;

const toldOtherwise = `
  SELECT id, told.state, phase
    FROM json_to_recordset($1::json) AS told (id uuid, state text, seller text, buyer text, "sellerSide" text,
           "buyerSide" text, area text, "energyWh" int8, "priceCentsPerMWh" int4, "externalId" text)
    LEFT JOIN saga USING (id) LEFT JOIN trade USING (id)
   WHERE phase IS DISTINCT FROM CASE told.state WHEN 'cleared' THEN 'done' ELSE 'undone' END
      OR (told.seller, told.buyer, "sellerSide", "buyerSide", told.area, "energyWh", "priceCentsPerMWh", "externalId")
         IS DISTINCT FROM (trade.seller, trade.buyer, seller_side, buyer_side, trade.area, energy_wh,
                           price_cents_per_mwh, external_id)
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
    topic: topics.accounts.name,
    service: 'settlement',
    rows: `SELECT id AS key, sequence FROM account WHERE kind = 'party'`,
  },
] as const;

export const toldInvariants: readonly Invariant[] = [
  {
    name: 'every trade that has ended is told to everyone, once',
    means: 'broken',
    async look(world) {
      const topic = topics.trades.name;
      if (!(await isSent(world, 'trading', topic))) return [];
      const told = new Map<string, KeptEvent[]>();
      for (const event of world.story.kept) {
        if (event.topic === topic) told.set(event.subject, [...(told.get(event.subject) ?? []), event]);
      }
      const wholeSince = world.log.wholeSince.get(topic) ?? 0;
      const found: string[] = [];
      for (let last = '00000000-0000-0000-0000-000000000000'; found.length < mostFindings; ) {
        const page = await world.before.trading.rows(endedTrades, [last]);
        if (page.length === 0) break;
        for (const { id, state, at } of page) {
          const events = told.get(String(id))?.length ?? 0;
          const isForgotten = events === 0 && Number(at) <= wholeSince;
          if (events !== 1 && !isForgotten)
            found.push(`trade ${id} is ${state}, and ${events} events say how it ended`);
        }
        last = String(page.at(-1)?.['id']);
      }
      return found;
    },
  },
  {
    name: 'what everyone is told of a trade is so',
    means: 'broken',
    async look(world) {
      const events = world.story.kept.filter(({ topic }) => topic === topics.trades.name);
      const found = events
        .filter(({ subject, data }) => data['tradeId'] !== subject)
        .map(({ subject, data }) => `the event of ${subject} speaks of trade ${String(data['tradeId'])}`);
      for (let at = 0; at < events.length && found.length < mostFindings; at += 5_000) {
        const page = events
          .slice(at, at + 5_000)
          .map(({ data }) => ({ ...data, id: data['tradeId'], legs: undefined }));
        const rows = await world.after.trading.rows(toldOtherwise, [JSON.stringify(page)]);
        for (const { id, state, phase } of rows) {
          const other = phase === (state === 'cleared' ? 'done' : 'undone');
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
