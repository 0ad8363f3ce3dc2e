import { type Invariant, mostFindings, type World } from './invariant.js';
import type { LoggedEvent, LoggedParcel } from './log.js';
import { consumerOf } from './read-log.js';
import { type Found, type Service, type Snapshots, services } from './snapshot.js';

/** Puts one question to all three databases. */
async function inEach(snapshots: Snapshots, question: string): Promise<(Found & { readonly service: Service })[]> {
  const found = await Promise.all(
    services.map(async (service) => (await snapshots[service].rows(question)).map((row) => ({ ...row, service }))),
  );
  return found.flat();
}

/** A record's place, as a parcel, an event or a row names it. */
const place = ({ topic, partition, offset }: Found | LoggedEvent | LoggedParcel): string =>
  `${topic} ${partition}:${offset}`;

/** Where the records stand that were given up on, and kept for a person; whatever that person did, they stand there. */
async function parkedPlaces({ after }: World): Promise<Set<string>> {
  const rows = await inEach(after, 'SELECT topic, partition, kafka_offset AS offset FROM parked');
  return new Set(rows.map(place));
}

/** Parcels that no inbox knows and nobody parked. */
async function unhandled(world: World): Promise<World['log']['parcels']> {
  const parked = await parkedPlaces(world);
  const missing = [];
  for (const [topic, { service }] of consumerOf) {
    const parcels = world.log.parcels.filter((parcel) => parcel.topic === topic && !parked.has(place(parcel)));
    const rows = await world.after[service].rows(
      `SELECT parcel FROM unnest($1::uuid[]) AS sent (parcel)
        WHERE NOT EXISTS (SELECT FROM inbox WHERE inbox.consumer = $2 AND inbox.parcel = sent.parcel)`,
      [parcels.flatMap(({ id }) => id ?? []), service],
    );
    const unknown = new Set(rows.map(({ parcel }) => parcel));
    missing.push(...parcels.filter(({ id }) => id === undefined || unknown.has(id)));
  }
  return missing;
}

export const messageInvariants: readonly Invariant[] = [
  {
    name: 'the outboxes are empty',
    means: 'not drained',
    async look({ after }) {
      const rows = await inEach(
        after,
        `SELECT topic, count(*) AS parcels, round(extract(epoch FROM clock_timestamp() - min(at)))::int8 AS seconds
           FROM outbox GROUP BY topic`,
      );
      return rows.map(
        ({ service, topic, parcels, seconds }) =>
          `${service} has ${parcels} rows for ${topic} to send, for up to ${seconds} s`,
      );
    },
  },
  {
    name: 'every message is handled or parked once its consumer is past it',
    means: 'broken',
    look: async (world) =>
      (await unhandled(world))
        .filter(({ passed }) => passed)
        .map((parcel) => `the parcel ${parcel.id ?? 'without an id'} at ${place(parcel)} was never handled`),
  },
  {
    name: 'every message is handled or parked',
    means: 'not drained',
    look: async (world) =>
      (await unhandled(world))
        .filter(({ passed }) => !passed)
        .map((parcel) => `the parcel ${parcel.id ?? 'without an id'} at ${place(parcel)} has not been handled yet`),
  },
  {
    name: 'whatever was requeued or dropped has its audit',
    means: 'broken',
    async look({ after }) {
      const rows = await inEach(
        after,
        `SELECT parked.id, state, settled_by AS by FROM parked LEFT JOIN audit ON audit.id = settled_in
          WHERE state <> 'parked' AND (of, who, action) IS DISTINCT FROM
                ('parked/' || parked.id, settled_by, CASE state WHEN 'dropped' THEN 'drop' ELSE 'requeue' END)
          ORDER BY parked.id LIMIT ${mostFindings}`,
      );
      return rows.map(
        ({ service, id, state, by }) => `${service} has no audit of parked message ${id}, ${state} by ${by}`,
      );
    },
  },
  {
    name: 'every public event keeps its contract',
    means: 'broken',
    async look(world) {
      const parked = await parkedPlaces(world);
      const malformed = world.story.malformed.filter(({ event }) => !parked.has(place(event)));
      return malformed.map(({ because }) => because);
    },
  },
  {
    name: 'an event that comes again says the same again',
    means: 'broken',
    look: ({ story }) => story.unlikeRepeats,
  },
  {
    name: 'the events of a key are in sequence, without a gap',
    means: 'broken',
    look: ({ story }) => story.outOfSequence,
  },
];

/** Whoever reads a live system, or plants poison, expects parked messages; to all others they are news. */
export const nothingIsParked: Invariant = {
  name: 'no message is parked',
  means: 'broken',
  async look({ after }) {
    const rows = await inEach(
      after,
      `SELECT topic, partition, kafka_offset, index, reason FROM parked WHERE state = 'parked'
        ORDER BY id LIMIT ${mostFindings}`,
    );
    return rows.map(
      ({ service, topic, partition, kafka_offset: offset, index, reason }) =>
        `${service} parked ${topic} ${partition}:${offset}${index === null ? '' : `, message ${index}`}: ${reason}`,
    );
  },
};
