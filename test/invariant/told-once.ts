import type { KeptEvent } from './event-story.js';
import { type Invariant, mostFindings, type World } from './invariant.js';
import type { Found, Service } from './snapshot.js';

/** Events that wait in the outbox are no lost ones: then nothing can be said of the topic. */
export async function isSent({ before }: World, service: Service, topic: string): Promise<boolean> {
  return (await before[service].rows('SELECT FROM outbox WHERE topic = $1 LIMIT 1', [topic])).length === 0;
}

const subjectsPerPage = 20_000;

/**
 * An invariant that each subject of a question has exactly one event.
 *
 * @param subjects a question that answers rows with an `id` and `at`, the ms since which the event may be in the log
 * @param tells whether an event of the topic is the one that is looked for
 */
export function toldOnce({
  name,
  service,
  topic,
  subjects,
  tells = () => true,
  finding,
}: Pick<Invariant, 'name'> & {
  readonly service: Service;
  readonly topic: string;
  readonly subjects: string;
  readonly tells?: (event: KeptEvent) => boolean;
  readonly finding: (row: Found, events: number) => string;
}): Invariant {
  const page = `SELECT * FROM (${subjects}) AS subjects WHERE id > $1 ORDER BY id LIMIT ${subjectsPerPage}`;
  return {
    name,
    means: 'broken',
    async look(world) {
      if (!(await isSent(world, service, topic))) return [];
      const told = new Map<string, number>();
      for (const event of world.story.kept) {
        if (event.topic === topic && tells(event)) told.set(event.subject, (told.get(event.subject) ?? 0) + 1);
      }
      const wholeSince = world.log.wholeSince.get(topic) ?? 0;
      const found: string[] = [];
      for (let last = '00000000-0000-0000-0000-000000000000'; found.length < mostFindings; ) {
        const rows = await world.before[service].rows(page, [last]);
        if (rows.length === 0) break;
        for (const row of rows) {
          const events = told.get(String(row['id'])) ?? 0;
          const isForgotten = events === 0 && Number(row['at']) <= wholeSince;
          if (events !== 1 && !isForgotten) found.push(finding(row, events));
        }
        last = String(rows.at(-1)?.['id']);
      }
      return found;
    },
  };
}
