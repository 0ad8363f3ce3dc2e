import type { Reply } from '#libs/messaging';
import { inDatabase } from '../support/database.js';
import { readTopic, testKafka } from '../support/topic-listener.js';
import { topicsOf } from './counter-service.js';

export interface Parked {
  readonly kafka_offset: string;
  readonly index: number | null;
  readonly reason: string;
}

export const totals = async (url: string): Promise<Record<string, number>> => {
  const rows = await inDatabase<{ id: string; total: number }>(url, 'SELECT id, total FROM counter ORDER BY id');
  return Object.fromEntries(rows.map(({ id, total }) => [id, total]));
};
export const totalOf = async (url: string, id: string): Promise<number | undefined> => (await totals(url))[id];
export const parkedIn = (url: string): Promise<Parked[]> =>
  inDatabase<Parked>(url, 'SELECT kafka_offset, index, reason FROM parked ORDER BY kafka_offset, index');
export const countIn = async (url: string, table: string): Promise<number> =>
  (await inDatabase<{ n: number }>(url, `SELECT count(*)::int AS n FROM ${table}`))[0]?.n ?? -1;

/** Every reply to a service's commands by command, repeats left out. */
export async function repliesTo(brokers: string, service: string): Promise<Map<string, string>> {
  const records = await readTopic(brokers, topicsOf(service).replies);
  const replies = records.flatMap(({ value }) => (JSON.parse(String(value)) as { messages: Reply[] }).messages);
  return new Map(replies.map(({ re, answer }) => [re, answer]));
}

/** The sequences that a consumer of public changes sees, by counter, in the order of arrival, repeats left out. */
export async function changesOf(brokers: string, service: string): Promise<Map<string, number[]>> {
  const seen = new Set<string>();
  const sequences = new Map<string, number[]>();
  for (const { key, value, headers } of await readTopic(brokers, topicsOf(service).changes)) {
    const id = headers['ce_id'] ?? '';
    if (seen.has(id)) continue;
    seen.add(id);
    const { sequence } = JSON.parse(String(value)) as { sequence: number };
    sequences.set(String(key), [...(sequences.get(String(key)) ?? []), sequence]);
  }
  return sequences;
}

/** The offset that a service's group has committed on the partition of its commands that is furthest; -1 before the first. */
export async function committedBy(brokers: string, service: string): Promise<number> {
  const admin = testKafka(brokers).admin();
  await admin.connect();
  const [topic] = await admin
    .fetchOffsets({ groupId: service, topics: [topicsOf(service).commands] })
    .finally(() => admin.disconnect());
  return Math.max(...(topic?.partitions ?? []).map(({ offset }) => Number(offset)));
}
