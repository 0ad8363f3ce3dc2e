import type { Pool, QueryConfig } from 'pg';
import type { DataSource } from 'typeorm';

/** Longer than any look at all books; whoever has to stop earlier cancels the statement. */
const patienceMs = 3_600_000;

/** A connection of the pool whose statements may take as long as they take. */
export interface PatientConnection {
  query<Rows>(text: string, values?: readonly unknown[]): Promise<Rows>;
  /** Gives it back, or throws it away when it has broken; to be called once. */
  release(): void;
}

/**
 * Every other query fails when it is not answered within seconds, since its connection may be one that a network has
 * forgotten. What reads all books of years is no such query.
 */
export async function patientConnection(dataSource: DataSource): Promise<PatientConnection> {
  const client = await (dataSource.driver as unknown as { readonly master: Pool }).master.connect();
  let broken: Error | undefined;
  const breaks = (error: Error): void => {
    broken = error;
  };
  client.on('error', breaks);
  return {
    async query<Rows>(text: string, values: readonly unknown[] = []): Promise<Rows> {
      const asked: QueryConfig & { readonly query_timeout: number } = {
        ...{ text, values: [...values] },
        query_timeout: patienceMs,
      };
      return (await client.query(asked)).rows as Rows;
    },
    release() {
      client.off('error', breaks);
      client.release(broken);
    },
  };
}
