import { Client } from 'pg';

/**
 * How many sagas have not ended, from trading's partial index over the open ones: cheap enough to be asked twenty times a
 * second. Answers undefined while the database is away.
 */
export class OpenSagas {
  #client: Promise<Client> | undefined;

  constructor(private readonly tradingDatabaseUrl: string) {}

  async count(): Promise<number | undefined> {
    const rows = await this.#ask<{ open: number }>('SELECT count(*)::int AS open FROM saga WHERE open');
    return rows?.[0]?.open;
  }

  async ids(): Promise<string[] | undefined> {
    const rows = await this.#ask<{ id: string }>('SELECT id FROM saga WHERE open');
    return rows?.map(({ id }) => id);
  }

  async close(): Promise<void> {
    const client = await this.#client?.catch(() => undefined);
    this.#client = undefined;
    await client?.end().catch(() => undefined);
  }

  async #ask<Row>(text: string): Promise<Row[] | undefined> {
    try {
      this.#client ??= this.#connected();
      return (await (await this.#client).query(text)).rows as Row[];
    } catch {
      await this.close();
      return undefined;
    }
  }

  async #connected(): Promise<Client> {
    const client = new Client({
      connectionString: this.tradingDatabaseUrl,
      application_name: 'load',
      connectionTimeoutMillis: 2_000,
      query_timeout: 5_000,
    });
    // A connection that a killed server ends is an answer, and the next question makes a new one.
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }
}
