import type { DataSource } from 'typeorm';
import { patientConnection } from '#libs/service';

/** Where a question can be put: the data source, or one moment of it. */
export interface Questions {
  query<Rows>(text: string, values?: unknown[]): Promise<Rows>;
}

/** Lets several questions look at one moment; they take no lock, so they can be asked on a live system. */
export async function asOfOneMoment<Seen>(
  dataSource: DataSource,
  look: (moment: Questions) => Promise<Seen>,
): Promise<Seen> {
  const reading = await patientConnection(dataSource);
  try {
    await reading.query('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    return await look(reading);
  } finally {
    // Nothing was written; after an error this ends the failed transaction.
    await reading.query('ROLLBACK').finally(() => reading.release());
  }
}
