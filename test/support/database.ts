import { Client } from 'pg';

/** One statement in a database, on a connection of its own. */
export async function inDatabase<Row>(url: string, text: string, values: readonly unknown[] = []): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  // A server that is stopped ends its connections; the statement under way fails by itself.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(text, [...values])).rows as Row[];
  } finally {
    await client.end();
  }
}
