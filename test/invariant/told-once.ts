import type { PublicEventType } from '#libs/contracts';
import { mostFindings, shown } from './finding.js';
import type { Invariant, World } from './invariant.js';
import type { Found, Service } from './snapshot.js';

/** Events that wait in the outbox are no lost ones: then nothing can be said of the topic. */
export async function isSent({ before }: World, service: Service, topic: string): Promise<boolean> {
  return (await before[service].rows('SELECT FROM outbox WHERE topic = $1 LIMIT 1', [topic])).length === 0;
}

/**
 * An invariant that each subject of a question has exactly one event of these types.
 *
 * @param subjects a question that answers rows with an `id` and `at`, the ms since which the event may be in the log
 */
export function toldOnce({
  service,
  topic,
  types,
  subjects,
  finding,
  ...named
}: Pick<Invariant, 'name' | 'otherwise'> & {
  readonly service: Service;
  readonly topic: string;
  readonly types: readonly PublicEventType[];
  readonly subjects: string;
  readonly finding: (row: Found, events: number) => string;
}): Invariant {
  return {
    ...named,
    means: 'broken',
    looksAt:
      `Of the log: how many events of ${types.join(', ')} stand on ${topic} of each subject, repeats of an id left out. ` +
      `Each of these in ${service}, as it was before the log was read, is to have one, unless retention has dropped it ` +
      `or it waits in the outbox:\n${subjects}`,
    async look(world) {
      if (!(await isSent(world, service, topic))) return [];
      const wholeSince = world.events.wholeSince(topic);
      const found: string[] = [];
      for await (const rows of world.before[service].pages(subjects)) {
        for (const row of rows) {
          const events = world.events.timesTold(topic, types, String(row['id']));
          const isForgotten = events === 0 && Number(row['at']) <= wholeSince;
          if (events !== 1 && !isForgotten) found.push(shown(finding(row, events), { ...row, events }));
        }
        if (found.length >= mostFindings) break;
      }
      return found;
    },
  };
}
