import { topics } from '#libs/contracts';
import { mostFindings, shown } from './finding.js';
import type { Invariant } from './invariant.js';
import type { Found, Service } from './snapshot.js';
import { isSent } from './told-once.js';

/** Eight decimals, as money travels. */
const eur = (column: string): string => `to_char(${column} / 100000000, 'FM99999999999990.00000000')`;

/**
 * Each public topic of the registry, and who has its rows: a key, how many events there were of it, and what the last of
 * them says, by the names of its fields.
 */
const registries: readonly { readonly topic: string; readonly service: Service; readonly rows: string }[] = [
  {
    topic: topics.parties.name,
    service: 'trading',
    rows: `SELECT eic AS key, sequence, json_build_object('eic', eic, 'name', name, 'roles', roles,
             'suspended', suspended_why) AS says FROM party`,
  },
  {
    topic: topics.meterPoints.name,
    service: 'metering',
    rows: `SELECT key, sequence, json_build_object('eic', key, 'party', party, 'area', area, 'balanceGroup', balance_group,
             'injectionW', injection_w, 'consumptionW', consumption_w, 'fuseA', fuse_a) AS says
             FROM side WHERE kind = 'meter point'`,
  },
  {
    topic: topics.portfolios.name,
    service: 'metering',
    rows: `SELECT key, sequence, json_build_object('party', party, 'area', area, 'balanceGroup', balance_group,
             'injectionLimitW', injection_w, 'consumptionLimitW', consumption_w) AS says
             FROM side WHERE kind = 'portfolio'`,
  },
  {
    topic: topics.accounts.name,
    service: 'settlement',
    rows: `SELECT id AS key, sequence, json_build_object('account', id, 'creditLimitEur', ${eur('credit_limit')},
             'frozen', frozen, 'frozenBecause', frozen_because) AS says FROM account WHERE kind = 'party'`,
  },
];

/** The fields of an event that its row says otherwise; a field that the event does not have is not said. */
const unlike = (event: Readonly<Record<string, unknown>>, says: unknown): string[] =>
  Object.entries(says as Record<string, unknown>).flatMap(([field, value]) =>
    field in event && JSON.stringify(event[field]) !== JSON.stringify(value) ? [field] : [],
  );

const looksAt = registries.map(({ topic, service, rows }) => `${topic} and, in ${service}:\n${rows}`).join('\n');

export const registeredInvariants: readonly Invariant[] = [
  {
    name: 'whatever is registered is told to everyone, and nothing else',
    means: 'broken',
    otherwise: 'Other teams do not know who and what there is, or know what there is not.',
    looksAt: `Of the log: the sequence of the last event of each subject. Of the databases: ${looksAt}`,
    async look(world) {
      const found: string[] = [];
      for (const { topic, service, rows } of registries) {
        const told = world.events.latest(topic);
        const sequenceOf = (key: string): number => Number(told.get(key)?.['sequence'] ?? 0);
        // Retention may have dropped the events of whatever did not change since.
        const isWhole = !world.events.isCut(topic) && (await isSent(world, service, topic));
        for (const row of isWhole ? await world.before[service].rows(rows) : []) {
          const said = sequenceOf(String(row['key']));
          if (said < Number(row['sequence']))
            found.push(shown(`${row['key']} is at ${row['sequence']} in ${service}, ${topic} says ${said}`, row));
        }
        const known = new Map(
          (await world.after[service].rows(rows)).map(({ key, sequence }) => [key, Number(sequence)]),
        );
        for (const [subject, event] of told) {
          const kept = known.get(subject) ?? 0;
          if (kept < sequenceOf(subject))
            found.push(shown(`${topic} tells ${subject} at ${sequenceOf(subject)}, ${service} has ${kept}`, event));
        }
      }
      return found.slice(0, mostFindings);
    },
  },
  {
    name: 'what everyone is told of who and what there is, is so',
    means: 'broken',
    otherwise: 'Other teams know somebody, or something, on other terms than we do.',
    looksAt: `Of the log: the last event of each subject, where it is the last one written. Of the databases: ${looksAt}`,
    async look(world) {
      const found: string[] = [];
      for (const { topic, service, rows } of registries) {
        const told = world.events.latest(topic);
        const differs = (row: Found): void => {
          const event = told.get(String(row['key']));
          if (Number(event?.['sequence']) !== Number(row['sequence'])) return;
          const fields = unlike(event ?? {}, row['says']);
          if (fields.length > 0)
            found.push(shown(`${topic} tells ${row['key']} with another ${fields.join(', ')}`, { row, event }));
        };
        for (const row of await world.after[service].rows(rows)) differs(row);
      }
      return found.slice(0, mostFindings);
    },
  },
  {
    name: 'every party has its account and its copy in metering',
    means: 'not drained',
    otherwise: 'A party can not trade yet: its registration has not arrived everywhere.',
    looksAt: `In trading, before the log was read: SELECT eic FROM party. Each is to have its row in settlement's account and in metering's party_copy.`,
    async look({ before, after }) {
      const parties = (await before.trading.rows('SELECT eic FROM party')).map(({ eic }) => eic);
      const without = async (service: Service, table: string, key: string): Promise<string[]> => {
        const text = `SELECT eic FROM unnest($1::text[]) AS registered (eic)
          WHERE NOT EXISTS (SELECT FROM ${table} WHERE ${key} = registered.eic) LIMIT ${mostFindings}`;
        const rows = await after[service].rows(text, [parties]);
        return rows.map((row) => shown(`party ${row['eic']} has not arrived in ${service}`, row));
      };
      return [
        ...(await without('settlement', 'account', 'account.id')),
        ...(await without('metering', 'party_copy', 'party_copy.eic')),
      ];
    },
  },
];
