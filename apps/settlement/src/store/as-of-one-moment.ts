import type { DataSource } from 'typeorm';

/** Where a question can be put: the data source, or one moment of it. */
export interface Questions {
  query<Rows>(text: string, values?: unknown[]): Promise<Rows>;
}

/** Lets several questions look at one moment; they take no lock, so they can be asked on a live system. */
export async function asOfOneMoment<Seen>(
  dataSource: DataSource,
  look: (moment: Questions) => Promise<Seen>,
): Promise<Seen> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    return await look({
      query: <Rows>(text: string, values?: unknown[]) => runner.query(text, values) as Promise<Rows>,
    });
  } finally {
    // Nothing was written; after an error this ends the failed transaction.
    await runner.query('ROLLBACK');
    await runner.release();
  }
}
