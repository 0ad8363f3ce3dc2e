import type { EventStory } from './event-story.js';
import { mostFindings, shown } from './finding.js';
import type { ParcelStory } from './parcel-story.js';
import type { Found, Service, Snapshots } from './snapshot.js';

/**
 * What an invariant may look at. On a live system the moments matter: `before` was read before the log, `after` was read
 * after it, metering and settlement before trading. So what had ended `before` has its effects `after` and in the log,
 * and what metering and settlement have `after` has its saga in trading `after`.
 */
export interface World {
  readonly before: Snapshots;
  /** The log's public events, read as a careful consumer reads them. */
  readonly events: EventStory;
  /** What stands on the internal topics. */
  readonly parcels: ParcelStory;
  readonly after: Snapshots;
}

/** One thing that must hold. */
export interface Invariant {
  /** A sentence in the present tense that is true as long as it holds. */
  readonly name: string;
  /** What a finding means: something is wrong, or work is still under way and nothing can be said yet. */
  readonly means: 'broken' | 'not drained';
  /** What is looked at: the SQL itself, or in words what is read of the log. */
  readonly looksAt: string;
  /** What somebody who finds a violation has before them, as a sentence. */
  readonly otherwise: string;
  /** One sentence per violation with its row, not many: the first ones are enough to start looking. */
  look(world: World): Promise<readonly string[]> | readonly string[];
}

/** What a violation is, in words; the row itself is put behind them. */
type Sentence = (row: Found) => string;

type Named = Pick<Invariant, 'name' | 'otherwise'> & { readonly means?: Invariant['means'] };

const show = (rows: readonly Found[], finding: Sentence): string[] => rows.map((row) => shown(finding(row), row));

/** An invariant within one database: a question that answers a row per violation. */
export function within(
  service: Service,
  { question, finding, means = 'broken', ...named }: Named & { readonly question: string; readonly finding: Sentence },
): Invariant {
  return {
    ...named,
    means,
    looksAt: `In ${service}:\n${question}`,
    look: async ({ after }) =>
      show(await after[service].rows(`SELECT * FROM (${question}) AS found LIMIT ${mostFindings}`), finding),
  };
}

/**
 * An invariant across two databases, or across two moments of one: the subjects of one, a page at a time, are put to the
 * other.
 *
 * @param from answers subjects, read at that moment
 * @param question is asked `after`, with the name `subject` for the page as a table of the given columns
 */
export function across({
  from,
  to,
  finding,
  ...named
}: Named & {
  readonly from: { readonly moment: 'before' | 'after'; readonly service: Service; readonly subjects: string };
  readonly to: { readonly service: Service; readonly columns: string; readonly question: string };
  readonly finding: Sentence;
}): Invariant {
  const asked = `
    WITH subject AS MATERIALIZED (SELECT * FROM json_to_recordset($1::json) AS given (${to.columns}))
    SELECT * FROM (${to.question}) AS found LIMIT ${mostFindings}`;
  const when = from.moment === 'before' ? 'before the log was read' : 'after it';
  return {
    means: 'broken',
    ...named,
    looksAt: `In ${from.service}, as it was ${when}, the subjects:\n${from.subjects}\nOf them in ${to.service}:\n${to.question}`,
    async look(world) {
      const found: string[] = [];
      for await (const subjects of world[from.moment][from.service].pages(from.subjects)) {
        const rows = await world.after[to.service].rows(asked, [JSON.stringify(subjects)]);
        found.push(...show(rows, finding));
        if (found.length >= mostFindings) break;
      }
      return found;
    },
  };
}

/**
 * An invariant of what the log has told: each page of it, the text of a JSON array or a list of values, is put to a
 * service as it was after.
 */
export function ofTheLog(
  service: Service,
  {
    reads,
    pages,
    question,
    finding,
    means = 'broken',
    ...named
  }: Named & {
    /** What is read of the log, in words. */
    readonly reads: string;
    readonly pages: (world: World) => Iterable<readonly unknown[]>;
    readonly question: string;
    readonly finding: Sentence;
  },
): Invariant {
  return {
    ...named,
    means,
    looksAt: `Of the log: ${reads}, a page at a time as $1. Of them in ${service}:\n${question}`,
    async look(world) {
      const found: string[] = [];
      for (const page of pages(world)) {
        const rows = await world.after[service].rows(
          `SELECT * FROM (${question}) AS found LIMIT ${mostFindings}`,
          page,
        );
        found.push(...show(rows, finding));
        if (found.length >= mostFindings) break;
      }
      return found;
    },
  };
}
