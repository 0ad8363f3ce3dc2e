import { mostFindings, shown } from './finding.js';
import { inEach } from './in-each.js';
import { internalTopics } from './internal-topics.js';
import type { Invariant, World } from './invariant.js';

/**
 * A saga is asked for during 20 s before it is undone, and then every 5 s; a global transaction that is open is repeated
 * every few seconds. Whatever is late by this beyond that is not looked at by anybody.
 */
const patienceSeconds = 30;
const withinSeconds = 20;

/** Stuck and paused sagas wait for a person; what operators have done moves the limits. */
const overdue = `
  SELECT late.* FROM (
  SELECT id::text, phase, name, round(extract(epoch FROM now() - started_at)) AS seconds
    FROM saga
   WHERE open AND name = 'trade' AND progress->'pausedAt' IS NULL AND progress->'interventions' IS NULL
     AND (due_at < now() - interval '${patienceSeconds} seconds'
          OR (phase = 'doing' AND started_at < now() - interval '${withinSeconds + patienceSeconds} seconds'))
  UNION ALL
  SELECT gid, state, 'global transaction', round(extract(epoch FROM now() - since)) FROM global_transaction
   WHERE open AND due_at < now() - interval '${patienceSeconds} seconds') AS late
   -- Whoever has just come back still works off what waited for it.
   WHERE EXISTS (SELECT FROM instance WHERE started_at < now() - interval '${patienceSeconds} seconds'
                                        AND beat_at > now() - interval '10 seconds')
   LIMIT ${mostFindings}`;

/** Whether nothing is under way: then whatever goes on must be woken by its own deadline. */
async function isQuiet({ before, parcels }: World): Promise<boolean> {
  if ([...internalTopics.keys()].some((topic) => parcels.of(topic).unread > 0)) return false;
  return (await inEach(before, 'SELECT FROM outbox LIMIT 1')).length === 0;
}

export const overdueInvariants: readonly Invariant[] = [
  {
    name: 'nothing is older than its limit while no message is under way',
    means: 'broken',
    otherwise: 'Nobody looks at deadlines, or the budget of a step is not kept: it will not end by itself.',
    looksAt:
      'Where all outboxes were empty before the log was read and every consumer had read its topic to the end, in ' +
      `trading:\n${overdue}`,
    async look(world) {
      if (!(await isQuiet(world))) return [];
      const rows = await world.after.trading.rows(overdue);
      return rows.map((row) =>
        shown(
          `the ${row['name']} ${row['id']} is ${row['phase']} after ${row['seconds']} s, and nothing is under way`,
          row,
        ),
      );
    },
  },
];
