import { Client } from 'pg';

export const services = ['trading', 'metering', 'settlement'] as const;
export type Service = (typeof services)[number];

/** A row as it was found; int8 and numeric arrive as text. */
export type Found = Readonly<Record<string, string | number | boolean | null>>;

/** One database as it was at one moment, read without a lock. */
export interface Snapshot {
  rows(question: string, values?: readonly unknown[]): Promise<Found[]>;
  /** The same, a page at a time: the question is asked once, however much it answers. */
  pages(question: string): AsyncIterable<Found[]>;
}

const rowsPerPage = 20_000;

export type Snapshots = Readonly<Record<Service, Snapshot>>;

export class OpenSnapshot implements Snapshot {
  private cursors = 0;

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
      // Whoever asks for pages wants all of them.
      await client.query('SET LOCAL cursor_tuple_fraction = 1');
      await client.query('SAVEPOINT opened');
    } catch (failure) {
      await client.end();
      throw failure;
    }
    return new OpenSnapshot(client);
  }

  /** A question that fails leaves the snapshot as it was; pages that are being read it ends. */
  async rows(question: string, values: readonly unknown[] = []): Promise<Found[]> {
    try {
      return (await this.client.query<Record<string, string | number | boolean | null>>(question, [...values])).rows;
    } catch (failure) {
      await this.client.query('ROLLBACK TO SAVEPOINT opened');
      throw failure;
    }
  }

  async *pages(question: string): AsyncIterable<Found[]> {
    this.cursors += 1;
    const name = `pages_${this.cursors}`;
    await this.rows(`DECLARE ${name} NO SCROLL CURSOR FOR ${question}`);
    try {
      for (let isLast = false; !isLast; ) {
        const rows = await this.rows(`FETCH ${rowsPerPage} FROM ${name}`);
        isLast = rows.length < rowsPerPage;
        if (rows.length > 0) yield rows;
      }
    } finally {
      // It is closed already where another question has failed meanwhile.
      await this.rows(`CLOSE ${name}`).catch(() => undefined);
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
