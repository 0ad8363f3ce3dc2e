import { mostFindings, shown } from './finding.js';
import { across, type Invariant, type World, within } from './invariant.js';
import { type Service, services } from './snapshot.js';
import { isRemembered } from './two-phase.js';

const participants = ['metering', 'settlement'] as const satisfies readonly Service[];

/** What a committed leg is at each of them, for good. */
const effects = {
  metering: { table: 'booking', state: 'firm' },
  settlement: { table: 'hold', state: 'posted' },
} as const;

/**
 * Prepared transactions of a participant's database that are named as its branches are: `<gid>/<participant>`. This view
 * shows what is there now, and not what was there when the snapshot was taken.
 */
const preparedAt = (participant: Service): string => `
  SELECT left(gid, -length('/${participant}')) AS gid, prepared FROM pg_prepared_xacts
   WHERE database = current_database() AND gid LIKE '%/${participant}'`;

/** By each participant alone, and held against what the coordinator has. */
const invariantsAt = (service: (typeof participants)[number]): readonly Invariant[] => [
  across({
    name: `every branch at ${service} ends as its global transaction was decided, and leaves nothing prepared`,
    otherwise: 'A trade is half done, or locks are held for ever.',
    from: {
      moment: 'before',
      service: 'trading',
      subjects: `SELECT gid AS id, state FROM global_transaction
                  WHERE state IN ('committing', 'committed', 'aborting', 'aborted')`,
    },
    to: {
      service,
      columns: 'id text, state text',
      // While it goes on a branch may be there or not; only the wrong end is wrong.
      question: `
        SELECT id, state, outcome, branch.gid IS NOT NULL AS left, prepared.gid IS NOT NULL AS prepared
          FROM subject LEFT JOIN branch_outcome ON branch_outcome.gid = id LEFT JOIN branch ON branch.gid = id
          LEFT JOIN (${preparedAt(service)}) AS prepared ON prepared.gid = id
         WHERE CASE state WHEN 'committing' THEN outcome = 'aborted' WHEN 'aborting' THEN outcome = 'committed'
                    ELSE outcome IS DISTINCT FROM state OR branch.gid IS NOT NULL OR prepared.gid IS NOT NULL END`,
    },
    finding: ({ id, state, outcome, left, prepared }) =>
      `${id} is ${state}, its branch at ${service} is ${outcome ?? 'not ended'}` +
      `${prepared ? ', and something is prepared' : left ? ', and its row is left' : ''}`,
  }),
  across({
    name: `nothing is committed at ${service} that trading has not decided to commit`,
    otherwise: 'A participant committed by itself.',
    from: {
      moment: 'after',
      service,
      subjects: `SELECT gid AS id, ${isRemembered('at')} AS recent FROM branch_outcome WHERE outcome = 'committed'`,
    },
    to: {
      service: 'trading',
      columns: 'id text, recent boolean',
      question: `
        SELECT id, state FROM subject LEFT JOIN global_transaction ON gid = id
         WHERE CASE WHEN state IS NULL THEN recent ELSE state NOT IN ('committing', 'committed', 'mixed') END`,
    },
    finding: ({ id, state }) => `${service} has committed ${id}, which is ${state ?? 'not known to trading'}`,
  }),
  within(service, {
    name: `whatever is prepared at ${service} has its row, which names what it locks`,
    otherwise: 'Others queue behind rows in doubt, and nobody recovers them.',
    // The row is committed before and deleted after; what was prepared before the snapshot has its row in it.
    question: `
      SELECT gid FROM (${preparedAt(service)}) AS prepared
       WHERE prepared < transaction_timestamp() AND NOT EXISTS (SELECT FROM branch WHERE branch.gid = prepared.gid)`,
    finding: ({ gid }) => `${gid} is prepared at ${service}, and no row says so`,
  }),
  within(service, {
    name: `every trade that is committed at ${service} is done there`,
    otherwise: 'A branch was committed without its effects.',
    question: `
      SELECT gid, trade, done.state FROM branch_outcome CROSS JOIN unnest(legs) AS trade
        LEFT JOIN ${effects[service].table} AS done ON done.id = trade
       WHERE outcome = 'committed' AND done.state IS DISTINCT FROM '${effects[service].state}'`,
    finding: ({ gid, trade, state }) =>
      `${gid} is committed, and the ${effects[service].table} of its trade ${trade} is ${state ?? 'not there'}`,
  }),
  within(service, {
    name: `no branch is left at ${service}, and no command waits for one`,
    otherwise: 'A branch is still in doubt.',
    means: 'not drained',
    question: `
      SELECT 'are begun' AS are, count(*) AS times, min(gid) AS first FROM branch HAVING count(*) > 0
      UNION ALL
      SELECT 'are prepared', count(*), min(gid) FROM (${preparedAt(service)}) AS prepared HAVING count(*) > 0
      UNION ALL
      SELECT 'hold commands up', count(DISTINCT gid), min(gid) FROM waiting HAVING count(*) > 0`,
    finding: ({ are, times, first }) => `${times} branches ${are}, ${first} the first of them`,
  }),
];

const own: Readonly<Record<Service, string>> = {
  trading: 'SELECT gid FROM global_transaction',
  ...(Object.fromEntries(
    participants.map((service) => [
      service,
      `SELECT gid FROM branch UNION SELECT gid FROM branch_outcome UNION SELECT gid FROM (${preparedAt(service)}) AS own`,
    ]),
  ) as Record<(typeof participants)[number], string>),
};

const elsewhere = `SELECT gid, database FROM pg_prepared_xacts
  WHERE starts_with(gid, $1 || '-') AND database = current_database()
    AND right(gid, length('/' || $2)) IS DISTINCT FROM '/' || $2 LIMIT ${mostFindings}`;

/** Puts a question with the system's id and the service's name to all three databases. */
async function ofSystem(
  { after }: World,
  questionOf: (service: Service) => { readonly question: string; readonly named: boolean },
  finding: (service: Service, gid: string, system: string) => string,
): Promise<string[]> {
  const [system] = await after.trading.rows('SELECT id FROM two_phase_system');
  const id = String(system?.['id'] ?? 'no system');
  const found: string[] = [];
  for (const service of services) {
    const { question, named } = questionOf(service);
    const rows = await after[service].rows(question, named ? [id, service] : [id]);
    found.push(...rows.map((row) => shown(finding(service, String(row['gid']), id), row)));
  }
  return found;
}

const notOurs = (service: Service): string =>
  `SELECT gid FROM (${own[service]}) AS named WHERE NOT starts_with(gid, $1 || '-') LIMIT ${mostFindings}`;

const systemInvariants: readonly Invariant[] = [
  {
    name: 'every global transaction and every branch is of this system',
    means: 'broken',
    otherwise: "Another system's coordinator would wait for its branches for ever, and nobody here may end them.",
    looksAt: `With the id of the system in trading as $1, ${services.map((service) => `in ${service}:\n${notOurs(service)}`).join('\n')}`,
    look: (world) =>
      ofSystem(
        world,
        (service) => ({ question: notOurs(service), named: false }),
        (service, gid, system) => `${service} has ${gid}, and this system is ${system}`,
      ),
  },
  {
    name: 'nothing of this system is prepared elsewhere than where its name says',
    means: 'broken',
    otherwise: 'Nobody looks for it there: its locks are held for ever.',
    looksAt: `With the id of the system in trading as $1 and the name of the service as $2, in all three databases:\n${elsewhere}`,
    look: (world) =>
      ofSystem(
        world,
        () => ({ question: elsewhere, named: true }),
        (service, gid) => `${gid} is prepared in the database of ${service}`,
      ),
  },
  across({
    name: 'all branches of a global transaction end alike',
    otherwise: 'A trade is half done: one participant has committed what the other has not.',
    // Also where the coordinator has forgotten it. A coordinator that knows of it says so, and freezes the accounts.
    from: { moment: 'after', service: 'settlement', subjects: 'SELECT gid AS id, outcome FROM branch_outcome' },
    to: {
      service: 'metering',
      columns: 'id text, outcome text',
      question: `
        SELECT id, subject.outcome AS at_settlement, there.outcome AS at_metering
          FROM subject JOIN branch_outcome AS there ON there.gid = id WHERE there.outcome <> subject.outcome`,
    },
    finding: ({ id, at_settlement: one, at_metering: other }) =>
      `${id} is ${one} at settlement and ${other} at metering`,
  }),
];

/** What the run itself has prepared in the name of another system, to see it left alone. */
export const untouched = (names: readonly string[]): Invariant => {
  const question = 'SELECT gid FROM pg_prepared_xacts WHERE gid = ANY ($1::text[])';
  return {
    name: 'what another system has prepared stands untouched',
    means: 'broken',
    otherwise: 'A branch was ended that nobody here may end.',
    looksAt: `With what the run has prepared as $1, in any of the databases:\n${question}`,
    async look({ after }) {
      const standing = new Set((await after.trading.rows(question, [names])).map(({ gid }) => gid));
      return names.filter((name) => !standing.has(name)).map((name) => `${name} is gone`);
    },
  };
};

export const branchInvariants: readonly Invariant[] = [...participants.flatMap(invariantsAt), ...systemInvariants];
