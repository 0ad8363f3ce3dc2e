import { mostFindings, shown } from './finding.js';
import { inEach } from './in-each.js';
import { internalTopics } from './internal-topics.js';
import type { Invariant, World } from './invariant.js';
import { parkedInvariants, parkedPlaces } from './parked.js';
import { placeOf } from './parcel-story.js';

const idsPerPage = 20_000;

const inNoInbox = `
  SELECT parcel FROM unnest($1::uuid[]) AS sent (parcel)
   WHERE NOT EXISTS (SELECT FROM inbox WHERE inbox.consumer = $2 AND inbox.parcel = sent.parcel)
   LIMIT 10000`;

interface Unhandled {
  readonly topic: string;
  /** Missing where the record is no parcel. */
  readonly parcel?: string;
  readonly place: string;
  readonly passed: boolean;
}

/** Parcels that no inbox knows and nobody parked. */
async function unhandled(world: World): Promise<Unhandled[]> {
  const parked = await parkedPlaces(world);
  const missing: Unhandled[] = [];
  for (const [topic, { to, inbox }] of internalTopics) {
    const { ids, passed, parcelAt, partition, offset, places, noParcels } = world.parcels.of(topic);
    // What cannot be read of prepares and decisions is dropped: whoever waits for an answer says it again.
    if (!inbox) continue;
    missing.push(...noParcels.map((one) => ({ topic, ...one })));
    const unknown = new Set<number>();
    for (const page of ids.pages(idsPerPage)) {
      const rows = await world.after[to].rows(inNoInbox, [page.map((place) => ids.uuidAt(place)), to]);
      for (const { parcel } of rows) unknown.add(ids.find(String(parcel)));
    }
    for (let at = 0; unknown.size > 0 && at < places; at += 1) {
      const one = parcelAt.at(at);
      if (!unknown.has(one)) continue;
      const place = placeOf({ topic, partition: partition.at(at), offset: offset.at(at) });
      missing.push({ topic, parcel: ids.uuidAt(one), place, passed: passed.at(one) > 0 });
    }
  }
  return missing.filter(({ place }) => !parked.has(place));
}

const waiting = `
  SELECT topic, count(*) AS parcels, round(extract(epoch FROM clock_timestamp() - min(at)))::int8 AS seconds
    FROM outbox GROUP BY topic`;

const looksAtParcels = `Of the log: the id of each parcel on the topics that have an inbox, and the records that are no
parcels; parked ones are left out. Of them in the database of the service that handles the topic:\n${inNoInbox}`;

export const messageInvariants: readonly Invariant[] = [
  {
    name: 'the outboxes are empty',
    means: 'not drained',
    otherwise: 'What has happened is not said yet: a relay is behind, or Kafka is away.',
    looksAt: `In all three databases:\n${waiting}`,
    look: async ({ after }) =>
      (await inEach(after, waiting)).map((row) =>
        shown(
          `${row.service} has ${row['parcels']} rows for ${row['topic']} to send, for up to ${row['seconds']} s`,
          row,
        ),
      ),
  },
  {
    name: 'every message is handled or parked once its consumer is past it',
    means: 'broken',
    otherwise: 'A message is lost: its offset was committed, and its transaction was not.',
    looksAt: `${looksAtParcels}\nWhat is before the group's committed offset is to be known there.`,
    look: async (world) =>
      (await unhandled(world))
        .filter(({ passed }) => passed)
        .slice(0, mostFindings)
        .map((one) => shown(`the parcel ${one.parcel ?? 'without an id'} at ${one.place} was never handled`, one)),
  },
  {
    name: 'every message is handled or parked',
    means: 'not drained',
    otherwise: 'A consumer is behind.',
    looksAt: `${looksAtParcels}\nWhat is behind the group's committed offset may be unknown there for a while.`,
    look: async (world) =>
      (await unhandled(world))
        .filter(({ passed }) => !passed)
        .slice(0, mostFindings)
        .map((one) =>
          shown(`the parcel ${one.parcel ?? 'without an id'} at ${one.place} has not been handled yet`, one),
        ),
  },
  {
    name: 'every consumer of prepares and decisions has read its topic to the end',
    means: 'not drained',
    otherwise: 'A participant of two-phase commit is behind: branches may be in doubt.',
    looksAt: `Of the log: how many records of the topics without an inbox are behind their group's committed offset.`,
    look: ({ parcels }) =>
      [...internalTopics]
        .filter(([topic, { inbox }]) => !inbox && parcels.of(topic).unread > 0)
        .map(([topic, { group }]) => {
          const { unread } = parcels.of(topic);
          return shown(`${group} has ${unread} records of ${topic} before it`, { topic, group, unread });
        }),
  },
  ...parkedInvariants,
  {
    name: 'every public event keeps its contract',
    means: 'broken',
    otherwise: 'Other teams cannot read an event, or read something else than was meant.',
    looksAt:
      'Of the log: each record of a public topic, against CloudEvents and the schema of its type. Parked ones are left out.',
    async look(world) {
      const parked = await parkedPlaces(world);
      return world.events.malformed.filter(({ place }) => !parked.has(place)).map(({ because }) => because);
    },
  },
  {
    name: 'an event that comes again says the same again',
    means: 'broken',
    otherwise: 'One id stands for two things: whoever drops repeats has lost one of them.',
    looksAt: 'Of the log: key and body of all records with the same ce_id on a topic.',
    look: ({ events }) => events.unlikeRepeats,
  },
  {
    name: 'the events of a key are in sequence, without a gap',
    means: 'broken',
    otherwise: 'An event is lost, doubled under another id, or was overtaken by a later one.',
    looksAt:
      'Of the log: the sequence of the events of each subject, repeats of an id left out, in the order of their offsets.',
    look: ({ events }) => events.outOfSequence,
  },
];
