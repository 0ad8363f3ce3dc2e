import { aliveInstancesText } from '#libs/service';
import type { SeenBacklog } from '../intake/backlog-estimate.js';

/**
 * How much trading has to do, as all its instances see it; asked several times a second. Sagas that wait for a person,
 * stuck or paused ones, are due at no time and do not count: they take up no capacity, and no waiting ends them.
 */
export async function readBacklog(
  query: (text: string, values: unknown[]) => Promise<SeenBacklog[]>,
): Promise<SeenBacklog> {
  const [seen] = await query(backlogText, []);
  if (!seen) throw new Error('the backlog has no row');
  return seen;
}

const backlogText = `
  SELECT sagas_under_way() AS "openSagas",
         (SELECT coalesce(round(extract(epoch FROM clock_timestamp() - min(at)) * 1000), 0) FROM outbox)::float8 AS "outboxAgeMs",
         greatest((${aliveInstancesText}), 1)::int AS instances`;
