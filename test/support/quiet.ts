import type { Stack } from '../../local/stack.js';
import { waitUntil } from '../../local/wait-until.js';
import { asked } from './ask-database.js';
import { OpenSagas } from './open-sagas.js';

/** Waits until no saga is open and every outbox is empty. Throws one sentence with what is left. */
export async function untilQuiet({ databaseUrls }: Pick<Stack, 'databaseUrls'>, withinMs: number): Promise<void> {
  const sagas = new OpenSagas(databaseUrls.trading);
  let open: number | undefined;
  try {
    await waitUntil(
      async () => {
        open = await sagas.count();
        return open === 0 ? true : undefined;
      },
      {
        everyMs: 50,
        withinMs,
        otherwise: () => `${open ?? 'an unknown number of'} sagas did not end within ${withinMs / 1_000} s`,
      },
    );
  } finally {
    await sagas.close();
  }
  for (const [name, url] of Object.entries(databaseUrls)) {
    await asked(url, async (client) => {
      const rowsIn = async (): Promise<number> =>
        (await client.query<{ rows: number }>('SELECT count(*)::int AS rows FROM outbox')).rows[0]?.rows ?? 0;
      const isEmpty = async () => ((await rowsIn()) === 0 ? true : undefined);
      await waitUntil(isEmpty, { everyMs: 50, withinMs, otherwise: () => `the outbox of ${name} was not emptied` });
    });
  }
}
