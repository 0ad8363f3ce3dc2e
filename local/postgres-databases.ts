import { Client } from 'pg';
import type { Passwords } from './postgres-cluster.js';
import { type ServiceName, serviceNames } from './services.js';

async function ensureDatabase(client: Client, name: ServiceName, password: string): Promise<void> {
  const role = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [name]);
  if (role.rowCount === 0) await client.query(`CREATE ROLE ${name} LOGIN PASSWORD ${client.escapeLiteral(password)}`);
  const database = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
  if (database.rowCount === 0) await client.query(`CREATE DATABASE ${name} OWNER ${name}`);
  await client.query(`REVOKE CONNECT, TEMPORARY ON DATABASE ${name} FROM PUBLIC`);
}

/** Compresses full pages with lz4 where the server was built with it. */
async function compressLog(client: Client): Promise<void> {
  const { rowCount } = await client.query(
    `SELECT FROM pg_settings WHERE name = 'wal_compression' AND 'lz4' = ANY (enumvals) AND setting <> 'lz4'`,
  );
  if (rowCount === 0) return;
  await client.query(`ALTER SYSTEM SET wal_compression = 'lz4'`);
  await client.query('SELECT pg_reload_conf()');
}

/** A role and a database per service, each the owner of its own and a stranger in the others. Repeats are harmless. */
export async function ensureDatabases(superuserUrl: string, passwords: Passwords): Promise<void> {
  const client = new Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    for (const name of serviceNames) await ensureDatabase(client, name, passwords[name]);
    await compressLog(client);
  } finally {
    await client.end();
  }
}

/** Does the server take connections? Undefined when not yet. */
export async function postgresAnswers(superuserUrl: string): Promise<true | undefined> {
  const client = new Client({ connectionString: superuserUrl, connectionTimeoutMillis: 2_000 });
  // A server that goes away while we connect is an answer, not an accident.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return undefined;
  } finally {
    await client.end().catch(() => undefined);
  }
}
