import type { Pool, PoolClient } from 'pg';

type Queries = Pick<Pool, 'connect' | 'query'>;

/** What is said to PostgreSQL, by the name of the statement or its first words. */
const nameOf = (statement: unknown): string =>
  typeof statement === 'string' ? statement : String((statement as { name?: string }).name);

/** What happens to one statement; `next` sends it. */
export type Fault = (statement: string, next: () => Promise<unknown>, client: PoolClient) => Promise<unknown>;

/** A pool on which something happens to statements, as a proxy's line to a database would have it. */
export function faultyPool(pool: Pool, fault: Fault): Queries {
  const faulty = (client: PoolClient): PoolClient =>
    new Proxy(client, {
      get(target, property) {
        if (property === 'query')
          return (statement: unknown) =>
            fault(nameOf(statement), () => target.query(statement as string) as Promise<unknown>, target);
        const value: unknown = Reflect.get(target, property);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  const query = async (statement: unknown): Promise<unknown> => {
    const client = await pool.connect();
    const said = (): undefined => undefined;
    client.on('error', said);
    let failure: Error | undefined;
    try {
      return await faulty(client).query(statement as string);
    } catch (error) {
      failure = error as Error;
      throw error;
    } finally {
      client.off('error', said);
      client.release(failure);
    }
  };
  return { connect: async () => faulty(await pool.connect()), query } as unknown as Queries;
}

/** Kills the backend of the first statement that begins so, before it is sent or after it was answered. */
export function killedOnce(pool: Pool, begins: string, when: 'before' | 'after'): Queries & { fired(): boolean } {
  let fired = false;
  const kill = (client: PoolClient): Promise<unknown> =>
    pool.query('SELECT pg_terminate_backend($1, 2000)', [(client as unknown as { processID: number }).processID]);
  const faults: Fault = async (statement, next, client) => {
    if (fired || !statement.startsWith(begins)) return next();
    fired = true;
    if (when === 'before') await kill(client);
    const answer = await next();
    if (when === 'after') await kill(client);
    return answer;
  };
  return { ...faultyPool(pool, faults), fired: () => fired };
}

/** The first statement that begins so is done, and its answer is lost. */
export function lostOnce(pool: Pool, begins: string): Queries {
  let lost = false;
  return faultyPool(pool, async (statement, next) => {
    const answer = await next();
    if (lost || !statement.startsWith(begins)) return answer;
    lost = true;
    throw new Error('Connection terminated unexpectedly');
  });
}
