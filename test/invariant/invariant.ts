import type { EventStory } from './event-story.js';
import type { Log } from './log.js';
import type { Found, Service, Snapshots } from './snapshot.js';

/**
 * What an invariant may look at. On a live system the moments matter: `before` was read before the log, `after` was read
 * after it, metering and settlement before trading. So what had ended `before` has its effects `after` and in the log,
 * and what metering and settlement have `after` has its saga in trading `after`.
 */
export interface World {
  readonly before: Snapshots;
  readonly log: Log;
  /** The log's public events, read as a careful consumer reads them. */
  readonly story: EventStory;
  readonly after: Snapshots;
}

/** One thing that must hold. */
export interface Invariant {
  /** A sentence in the present tense that is true as long as it holds. */
  readonly name: string;
  /** What a finding means: something is wrong, or work is still under way and nothing can be said yet. */
  readonly means: 'broken' | 'not drained';
  /** One sentence per violation, not many: the first ones are enough to start looking. */
  look(world: World): Promise<readonly string[]> | readonly string[];
}

/** More violations of one invariant than this say nothing new. */
export const mostFindings = 20;

/** An invariant within one database: a question that answers a row per violation. */
export function within(
  service: Service,
  {
    name,
    means = 'broken',
    question,
    finding,
  }: Pick<Invariant, 'name'> & {
    readonly means?: Invariant['means'];
    readonly question: string;
    readonly finding: (row: Found) => string;
  },
): Invariant {
  return {
    name,
    means,
    look: async ({ after }) =>
      (await after[service].rows(`SELECT * FROM (${question}) AS found LIMIT ${mostFindings}`)).map(finding),
  };
}

/** So many subjects are carried from one database to the other at a time. */
const subjectsPerPage = 20_000;

/**
 * An invariant across two databases: the subjects of one, a page at a time, are put to the other.
 *
 * @param from answers subjects with an `id`, read at that moment
 * @param question is asked `after`, with the name `subject` for the page as a table of the given columns
 */
export function across({
  name,
  from,
  to,
  finding,
}: Pick<Invariant, 'name'> & {
  readonly from: { readonly moment: 'before' | 'after'; readonly service: Service; readonly subjects: string };
  readonly to: { readonly service: Service; readonly columns: string; readonly question: string };
  readonly finding: (row: Found) => string;
}): Invariant {
  const page = `SELECT * FROM (${from.subjects}) AS subjects WHERE id > $1 ORDER BY id LIMIT ${subjectsPerPage}`;
  const asked = `
    WITH subject AS MATERIALIZED (SELECT * FROM json_to_recordset($1::json) AS given (${to.columns}))
    SELECT * FROM (${to.question}) AS found LIMIT ${mostFindings}`;
  return {
    name,
    means: 'broken',
    async look(world) {
      const found: string[] = [];
      let last = '00000000-0000-0000-0000-000000000000';
      while (found.length < mostFindings) {
        const subjects = await world[from.moment][from.service].rows(page, [last]);
        if (subjects.length === 0) break;
        last = String(subjects.at(-1)?.['id']);
        found.push(...(await world.after[to.service].rows(asked, [JSON.stringify(subjects)])).map(finding));
      }
      return found;
    },
  };
}
