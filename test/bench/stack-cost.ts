import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type ServiceName, serviceNames } from '../../local/services.js';
import type { Stack } from '../../local/stack.js';
import { stateFolders } from '../../local/stack-state.js';
import { asked } from '../support/ask-database.js';
import { ownServers } from '../support/own-servers.js';
import { cpuMs } from './process-cost.js';

/** What a stack has used since it began: counters, of which two readings make a cost. */
export interface StackCost {
  readonly cpuMs: Readonly<Record<string, number>>;
  /** Written to PostgreSQL's log, by all three databases. */
  readonly walBytes: number;
  readonly brokerBytes: number;
  readonly batches: Readonly<Record<ServiceName, Batches>>;
}

export interface Batches {
  readonly count: number;
  readonly messages: number;
  readonly ms: number;
}

/** By name: the services, PostgreSQL and Kafka. */
export function processesOf(stack: Stack): Record<string, number> {
  const { postgres, kafka } = ownServers(stack);
  const services = serviceNames.map((name): [string, number] => [name, stack[name].pid]);
  return { ...Object.fromEntries(services), PostgreSQL: postgres.pid, Kafka: kafka.pid };
}

/** The records that the broker keeps. Index files do not count: they are made long and filled later. */
function logBytes(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.log'))
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

async function batchesOf(url: string): Promise<Batches> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const value = (name: string): number =>
    Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1] ?? 0);
  return {
    count: value('gridsaga_batch_messages_count'),
    messages: value('gridsaga_batch_messages_sum'),
    ms: value('gridsaga_batch_seconds_sum') * 1_000,
  };
}

const walText = `SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float8 AS bytes`;

/** @param others further processes whose CPU counts, by name */
export async function readCost(
  stack: Stack,
  folder: string,
  others: Readonly<Record<string, number>>,
): Promise<StackCost> {
  const { postgres } = ownServers(stack);
  const batches = async (name: ServiceName) => [name, await batchesOf(stack.urls[name])] as const;
  const cpu = async ([name, pid]: [string, number]) => [name, await cpuMs(pid)] as const;
  const [walBytes, ofServices, ofProcesses] = await Promise.all([
    asked(
      postgres.superuserUrl,
      async (client) => (await client.query<{ bytes: number }>(walText)).rows[0]?.bytes ?? 0,
    ),
    Promise.all(serviceNames.map(batches)),
    Promise.all(Object.entries({ ...processesOf(stack), ...others }).map(cpu)),
  ]);
  return {
    walBytes,
    brokerBytes: logBytes(stateFolders(folder).kafka),
    batches: Object.fromEntries(ofServices) as Record<ServiceName, Batches>,
    cpuMs: Object.fromEntries(ofProcesses),
  };
}

/** What was used between two readings. */
export function costBetween(before: StackCost, after: StackCost): StackCost {
  const batches = (name: ServiceName): Batches => ({
    count: after.batches[name].count - before.batches[name].count,
    messages: after.batches[name].messages - before.batches[name].messages,
    ms: after.batches[name].ms - before.batches[name].ms,
  });
  return {
    walBytes: after.walBytes - before.walBytes,
    brokerBytes: after.brokerBytes - before.brokerBytes,
    batches: { trading: batches('trading'), metering: batches('metering'), settlement: batches('settlement') },
    cpuMs: Object.fromEntries(Object.entries(after.cpuMs).map(([name, ms]) => [name, ms - (before.cpuMs[name] ?? 0)])),
  };
}
