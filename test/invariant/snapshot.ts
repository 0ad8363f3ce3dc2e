import { Client } from 'pg';

export const services = ['trading', 'metering', 'settlement'] as const;
export type Service = (typeof services)[number];

/** A row as it was found; int8 and numeric arrive as text. */
export type Found = Readonly<Record<string, string | number | boolean | null>>;

/** One database as it was at one moment, read without a lock. */
export interface Snapshot {
  rows(question: string, values?: readonly unknown[]): Promise<Found[]>;
}

export type Snapshots = Readonly<Record<Service, Snapshot>>;

export class OpenSnapshot implements Snapshot {
  private constructor(private readonly client: Client) {}

  /** Connects and takes the snapshot at once; throws where the database cannot be reached. */
  static async of(url: string): Promise<OpenSnapshot> {
    const client = new Client({
      connectionString: url,
      application_name: 'invariants',
      connectionTimeoutMillis: 5_000,
    });
    // A server that goes away fails the next question; it need not end the process as well.
    client.on('error', () => undefined);
    await client.connect();
    try {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY');
      // The moment is that of the first question.
      await client.query('SELECT 1');
    } catch (failure) {
      await client.end();
      throw failure;
    }
    return new OpenSnapshot(client);
  }

  /** A question that fails leaves the snapshot as it was. */
  async rows(question: string, values: readonly unknown[] = []): Promise<Found[]> {
    await this.client.query('SAVEPOINT question');
    try {
      return (await this.client.query<Record<string, string | number | boolean | null>>(question, [...values])).rows;
    } finally {
      await this.client.query('ROLLBACK TO SAVEPOINT question');
    }
  }

  async close(): Promise<void> {
    await this.client.end();
  }
}

/** Opens all three, in the given order; throws, with none left open, where one cannot be reached. */
export async function openSnapshots(
  urls: Readonly<Record<Service, string>>,
  order: readonly Service[] = services,
): Promise<Record<Service, OpenSnapshot>> {
  const opened: Partial<Record<Service, OpenSnapshot>> = {};
  try {
    for (const service of order) opened[service] = await OpenSnapshot.of(urls[service]);
  } catch (failure) {
    await Promise.allSettled(Object.values(opened).map((one) => one.close()));
    throw failure;
  }
  return opened as Record<Service, OpenSnapshot>;
}
