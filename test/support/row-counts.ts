import { serviceNames } from '../../local/services.js';
import { untilQuiet } from './quiet.js';
import type { World } from './world.js';

/** What comes and goes by itself: messages under way. */
const passing = /^(outbox|inbox)/;

/** How many rows each table of each service has, once nothing is going on any more. */
export async function rowCounts(world: World): Promise<Readonly<Record<string, number>>> {
  await untilQuiet(world.stack, 20_000);
  const counts: Record<string, number> = {};
  for (const service of serviceNames) {
    const tables = await world.query<{ name: string }>(
      service,
      "SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1",
    );
    for (const { name } of tables.filter((table) => !passing.test(table.name))) {
      const [row] = await world.query<{ rows: number }>(service, `SELECT count(*)::int AS rows FROM "${name}"`);
      counts[`${service}.${name}`] = row?.rows ?? Number.NaN;
    }
  }
  return counts;
}
