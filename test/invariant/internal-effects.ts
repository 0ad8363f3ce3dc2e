import { across, type Invariant, ofTheLog, type World } from './invariant.js';
import { acceptance, askedSteps } from './said-of-sagas.js';
import { said } from './said-of-branches.js';

const subjectsPerPage = 20_000;

/** What was said of each saga, as two lists of equal length: its id, and flags. */
function* ofSagas({ parcels: { sagas } }: World): Iterable<readonly [string[], number[]]> {
  for (const page of sagas.ids.pages(subjectsPerPage))
    yield [page.map((place) => sagas.ids.uuidAt(place)), page.map((place) => sagas.said.at(place))];
}

/** Likewise of each global transaction and one participant. */
const ofBranches = (participant: 'metering' | 'settlement') =>
  function* ({ parcels: { branches } }: World): Iterable<readonly [string[], number[]]> {
    const all = [...branches[participant]];
    for (let from = 0; from < all.length; from += subjectsPerPage) {
      const page = all.slice(from, from + subjectsPerPage);
      yield [page.map(([gid]) => gid), page.map(([, flags]) => flags)];
    }
  };

const toldSagas = 'unnest($1::uuid[], $2::int4[]) AS told (id, said)';
const toldBranches = 'unnest($1::text[], $2::int4[]) AS told (gid, said)';

const asked = askedSteps
  .map(
    ({ step, direction }, place) =>
      `CASE WHEN progress->'steps'->'${step}'->'${direction}' IS NOT NULL THEN ${1 << place} ELSE 0 END`,
  )
  .join('\n            | ');

const commandMask = (1 << askedSteps.length) - 1;

/** A gid has its time, 12 hexadecimal digits of milliseconds, behind its system; the coordinator forgets after a day. */
const isYoung = (gid: string): string =>
  `(${gid} !~ '^[0-9a-f]{8}-[0-9a-f]{32}$'
    OR ('x' || substr(${gid}, 10, 12))::bit(48)::int8 > extract(epoch FROM now() - interval '23 hours') * 1000)`;

const published = 'Something was said before it had happened, or happened and was taken back.';

/** An acceptance on the topic of replies, and what its row may be from then on. */
const accepted = (
  step: 'hold funds' | 'book delivery',
  finish: 'post funds' | 'firm delivery',
  names: Names,
): string => `
      SELECT told.id, row.state, told.said FROM ${toldSagas} LEFT JOIN ${names.table} AS row USING (id)
       WHERE (told.said & ${acceptance(step, 'do')} <> 0
              AND coalesce(row.state, 'nothing') NOT IN ('${names.done}', '${names.finished}', '${names.undone}'))
          OR (told.said & ${acceptance(step, 'undo')} <> 0
              AND coalesce(row.state, 'nothing') NOT IN ('${names.undone}', 'refused', 'tombstone'))
          OR (told.said & ${acceptance(finish, 'do')} <> 0 AND row.state IS DISTINCT FROM '${names.finished}')`;

interface Names {
  readonly table: 'hold' | 'booking';
  readonly done: string;
  readonly undone: string;
  readonly finished: string;
}

const holds: Names = { table: 'hold', done: 'held', undone: 'voided', finished: 'posted' };
const bookings: Names = { table: 'booking', done: 'pending', undone: 'cancelled', finished: 'firm' };

/** What was given back without being asked back would be missing when the saga goes on. */
const askedBack = (service: 'settlement' | 'metering', step: string, { table, undone }: Names): Invariant =>
  across({
    name: `${service} gives back only what it was asked to give back`,
    otherwise: 'Money or energy was given back of a trade that may still clear.',
    from: {
      ...{ moment: 'after', service },
      subjects: `SELECT id, state FROM ${table} WHERE state IN ('${undone}', 'tombstone')`,
    },
    to: {
      service: 'trading',
      columns: 'id uuid, state text',
      question: `
        SELECT id, subject.state, phase FROM subject JOIN saga USING (id)
         WHERE name = 'trade' AND progress->'steps'->'${step}'->'undo' IS NULL`,
    },
    finding: ({ id, state, phase }) => `the ${table} ${id} is ${state}, its saga is ${phase} and never asked for that`,
  });

const branchEffects = (participant: 'metering' | 'settlement'): readonly Invariant[] => [
  ofTheLog('trading', {
    name: `whatever ${participant} is told of a global transaction was decided before`,
    otherwise: 'A decision was told that is not durable: the participants may end differently.',
    reads: `the gids that ${participant} was told to prepare, commit or abort, and what, as flags (${JSON.stringify(said)})`,
    pages: ofBranches(participant),
    question: `
      SELECT told.gid, told.said, state FROM ${toldBranches} LEFT JOIN global_transaction USING (gid)
       WHERE told.said & ${said.prepare | said.commit | said.abort} <> 0
         AND CASE WHEN state IS NULL THEN ${isYoung('told.gid')}
              ELSE (told.said & ${said.commit} <> 0 AND state NOT IN ('committing', 'committed', 'mixed'))
                 OR (told.said & ${said.abort} <> 0 AND state NOT IN ('aborting', 'aborted', 'mixed')) END`,
    finding: ({ gid, state }) => `${participant} was told of ${gid}, which is ${state ?? 'not known to trading'}`,
  }),
  ofTheLog(participant, {
    name: `whatever ${participant} says of its branches is so`,
    otherwise: published,
    reads: `the gids of which ${participant} voted yes or acknowledged an end, as flags (${JSON.stringify(said)})`,
    pages: ofBranches(participant),
    question: `
      SELECT told.gid, told.said, outcome, branch.gid IS NOT NULL AS begun
        FROM ${toldBranches} LEFT JOIN branch_outcome USING (gid) LEFT JOIN branch ON branch.gid = told.gid
       WHERE (told.said & ${said.acknowledgedCommitted} <> 0 AND outcome = 'aborted')
          OR (told.said & ${said.acknowledgedAborted} <> 0 AND outcome = 'committed')
          OR (told.said & ${said.acknowledgedCommitted | said.acknowledgedAborted} = 0
              AND told.said & ${said.votedYes} <> 0 AND outcome IS NULL AND branch.gid IS NULL)`,
    finding: ({ gid, outcome }) => `${participant} spoke of ${gid}, its branch there is ${outcome ?? 'not there'}`,
  }),
];

/** Nothing stands on an internal topic without its effect in the database that it came from. */
export const internalEffectInvariants: readonly Invariant[] = [
  ofTheLog('trading', {
    name: 'every command was asked by its saga',
    otherwise: published,
    reads: `the sagas that commands speak of, with a flag for each step and direction (${askedSteps
      .map(({ step, direction }, place) => `${1 << place}: ${direction} ${step}`)
      .join(', ')})`,
    pages: ofSagas,
    question: `
      SELECT told.id, told.said & ${commandMask} AS said, phase, asked
        FROM ${toldSagas} LEFT JOIN saga USING (id)
       CROSS JOIN LATERAL (SELECT ${asked} AS asked) AS steps
       WHERE told.said & ${commandMask} & ~asked <> 0`,
    finding: ({ id, phase }) =>
      `commands of saga ${id} were sent, it is ${phase ?? 'not there'} and did not ask for all`,
  }),
  ofTheLog('settlement', {
    name: 'whatever settlement has accepted of a saga stands in its hold',
    otherwise: published,
    reads: `the sagas that replies speak of, with a flag for each step that was accepted`,
    pages: ofSagas,
    question: accepted('hold funds', 'post funds', holds),
    finding: ({ id, state }) => `settlement has accepted a step of ${id}, and its hold is ${state ?? 'not there'}`,
  }),
  ofTheLog('metering', {
    name: 'whatever metering has accepted of a saga stands in its booking',
    otherwise: published,
    reads: `the sagas that replies speak of, with a flag for each step that was accepted`,
    pages: ofSagas,
    question: accepted('book delivery', 'firm delivery', bookings),
    finding: ({ id, state }) => `metering has accepted a step of ${id}, and its booking is ${state ?? 'not there'}`,
  }),
  askedBack('settlement', 'hold funds', holds),
  askedBack('metering', 'book delivery', bookings),
  ...branchEffects('metering'),
  ...branchEffects('settlement'),
];
