import { setTimeout as pause } from 'node:timers/promises';
import { serviceNames } from '../../local/services.js';
import type { Stack } from '../../local/stack.js';
import { waitUntil } from '../../local/wait-until.js';
import { asked } from './ask-database.js';
import { OpenSagas } from './open-sagas.js';

/** Kafka's offsets follow half a second behind the databases. */
const offsetsFollowMs = 1_000;

/** What a two-phase commit leaves for some milliseconds after its trades have ended. */
const underWay = {
  trading: 'SELECT count(*)::int AS rows FROM global_transaction WHERE open',
  metering: 'SELECT count(*)::int AS rows FROM branch',
  settlement: 'SELECT count(*)::int AS rows FROM branch',
} as const;

/**
 * Waits until no saga is open, no global transaction and no branch is left and every outbox is empty. Throws one sentence
 * with what is left.
 */
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
  const none = (url: string, question: string, otherwise: string): Promise<unknown> =>
    asked(url, (client) => {
      const look = async () =>
        (await client.query<{ rows: number }>(question)).rows[0]?.rows === 0 ? true : undefined;
      return waitUntil(look, { everyMs: 50, withinMs, otherwise: () => otherwise });
    });
  for (const name of serviceNames)
    await none(databaseUrls[name], underWay[name], `a two-phase commit did not end at ${name}`);
  for (const name of serviceNames)
    await none(databaseUrls[name], 'SELECT count(*)::int AS rows FROM outbox', `the outbox of ${name} was not emptied`);
  await pause(offsetsFollowMs);
}
