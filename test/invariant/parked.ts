import { mostFindings, shown } from './finding.js';
import { inEach } from './in-each.js';
import type { Invariant, World } from './invariant.js';
import { placeOf } from './parcel-story.js';

/** Where the records stand that were given up on, and kept for a person; whatever that person did, they stand there. */
export async function parkedPlaces({ after }: World): Promise<Set<string>> {
  const rows = await inEach(after, 'SELECT topic, partition, kafka_offset AS offset FROM parked');
  return new Set(rows.map(placeOf));
}

const settled = `
  SELECT parked.id, state, settled_by AS by FROM parked LEFT JOIN audit ON audit.id = settled_in
   WHERE state <> 'parked' AND (of, who, action) IS DISTINCT FROM
         ('parked/' || parked.id, settled_by, CASE state WHEN 'dropped' THEN 'drop' ELSE 'requeue' END)
   ORDER BY parked.id LIMIT ${mostFindings}`;

const toldParked = `
  SELECT told.topic, told.partition, told.offset, told.index
    FROM json_to_recordset($1::json) AS told (topic text, partition int4, "offset" int8, index int4)
   WHERE NOT EXISTS (SELECT FROM parked WHERE (parked.topic, parked.partition, kafka_offset) =
                                              (told.topic, told.partition, told.offset)
                        AND parked.index IS NOT DISTINCT FROM told.index)
   LIMIT ${mostFindings}`;

const waiting = `
  SELECT topic, partition, kafka_offset AS offset, index, reason FROM parked WHERE state = 'parked'
   ORDER BY id LIMIT ${mostFindings}`;

export const parkedInvariants: readonly Invariant[] = [
  {
    name: 'whatever was requeued or dropped has its audit',
    means: 'broken',
    otherwise: 'Somebody made a message vanish, and nobody can say who and why.',
    looksAt: `In all three databases:\n${settled}`,
    look: async ({ after }) =>
      (await inEach(after, settled)).map((row) =>
        shown(`${row.service} has no audit of parked message ${row['id']}, ${row['state']} by ${row['by']}`, row),
      ),
  },
  {
    name: 'whatever is told as parked is parked',
    means: 'broken',
    otherwise: 'Somebody is called for a message that is not there: it was told before it was kept.',
    looksAt: `Of the log: the records of the topics of parked messages, as $1. Of them in each service's database:\n${toldParked}`,
    async look({ parcels, after }) {
      const found: string[] = [];
      for (const [service, told] of parcels.toldParked) {
        const rows = await after[service].rows(toldParked, [JSON.stringify(told)]);
        found.push(...rows.map((row) => shown(`${service} tells ${placeOf(row)} as parked, and has it not`, row)));
      }
      return found;
    },
  },
];

/** Whoever reads a live system, or plants poison, expects parked messages; to all others they are news. */
export const nothingIsParked: Invariant = {
  name: 'no message is parked',
  means: 'broken',
  otherwise: 'A message could not be handled and waits for a person; left out with --allow-parked.',
  looksAt: `In all three databases:\n${waiting}`,
  look: async ({ after }) =>
    (await inEach(after, waiting)).map((row) => {
      const message = row['index'] === null ? '' : `, message ${row['index']}`;
      return shown(`${row.service} parked ${placeOf(row)}${message}: ${row['reason']}`, row);
    }),
};
