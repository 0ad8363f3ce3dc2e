import { asked } from '../support/ask-database.js';

/** A progress of each end as the run's own trades have it, so that the rows beside have the same size. */
export async function progressOf(tradingUrl: string): Promise<Record<'done' | 'undone', string>> {
  const text = 'SELECT progress::text AS progress FROM saga WHERE phase = $1 LIMIT 1';
  const one = async (phase: 'done' | 'undone'): Promise<string> => {
    const { rows } = await asked(tradingUrl, (client) => client.query<{ progress: string }>(text, [phase]));
    if (!rows[0]) throw new Error(`No trade of the run was ${phase}.`);
    return rows[0].progress;
  };
  return { done: await one('done'), undone: await one('undone') };
}
