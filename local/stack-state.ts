import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { kafkaHasData } from './kafka.js';
import { postgresHasData, removePostgresData } from './postgres-place.js';

/** The folders of one stack's state. */
export const stateFolders = (folder: string) => ({
  postgres: join(folder, 'postgres'),
  kafka: join(folder, 'kafka'),
  logs: join(folder, 'logs'),
});

/** Removes a stopped stack's state, logs included, wherever it is. */
export async function removeState(folder: string): Promise<void> {
  await removePostgresData(stateFolders(folder).postgres);
  await rm(folder, { recursive: true, force: true });
}

/**
 * Makes the folder, and drops half a state: databases without their log, or a log without its databases, is what an
 * interrupted first start or a cleaned temporary folder leaves. Consumers' offsets stand in Kafka and what they were
 * consumed into stands in PostgreSQL, so either is worthless without the other.
 */
export async function openState(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const { postgres, kafka } = stateFolders(folder);
  const [hasDatabases, hasLog] = [postgresHasData(postgres), kafkaHasData(kafka)];
  if (hasDatabases && !hasLog) await removePostgresData(postgres);
  if (hasLog && !hasDatabases && existsSync(kafka)) await rm(kafka, { recursive: true, force: true });
}
