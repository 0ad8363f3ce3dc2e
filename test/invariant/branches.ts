import { across, type Invariant, mostFindings, type World, within } from './invariant.js';
import type { Service } from './snapshot.js';
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
    // The row is committed before and deleted after; what was prepared before the snapshot has its row in it.
    question: `
      SELECT gid FROM (${preparedAt(service)}) AS prepared
       WHERE prepared < transaction_timestamp() AND NOT EXISTS (SELECT FROM branch WHERE branch.gid = prepared.gid)`,
    finding: ({ gid }) => `${gid} is prepared at ${service}, and no row says so`,
  }),
  within(service, {
    name: `every trade that is committed at ${service} is done there`,
    question: `
      SELECT gid, trade, done.state FROM branch_outcome CROSS JOIN unnest(legs) AS trade
        LEFT JOIN ${effects[service].table} AS done ON done.id = trade
       WHERE outcome = 'committed' AND done.state IS DISTINCT FROM '${effects[service].state}'`,
    finding: ({ gid, trade, state }) =>
      `${gid} is committed, and the ${effects[service].table} of its trade ${trade} is ${state ?? 'not there'}`,
  }),
  within(service, {
    name: `no branch is left at ${service}, and no command waits for one`,
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

const foreign: Readonly<Record<Service, string>> = {
  trading: 'SELECT gid FROM global_transaction',
  ...(Object.fromEntries(
    participants.map((service) => [
      service,
      `SELECT gid FROM branch UNION SELECT gid FROM branch_outcome UNION SELECT gid FROM (${preparedAt(service)}) AS own`,
    ]),
  ) as Record<(typeof participants)[number], string>),
};

/** The branches of another system's coordinator would wait for it for ever, and nobody here may end them. */
const ofThisSystem: Invariant = {
  name: 'every global transaction and every branch is of this system',
  means: 'broken',
  async look({ after }: World) {
    const [system] = await after.trading.rows('SELECT id FROM two_phase_system');
    const id = String(system?.['id'] ?? 'no system');
    const found: string[] = [];
    for (const [service, gids] of Object.entries(foreign) as [Service, string][]) {
      const text = `SELECT gid FROM (${gids}) AS named WHERE NOT starts_with(gid, $1 || '-') LIMIT ${mostFindings}`;
      const rows = await after[service].rows(text, [id]);
      found.push(...rows.map(({ gid }) => `${service} has ${gid}, and this system is ${id}`));
    }
    return found;
  },
};

export const branchInvariants: readonly Invariant[] = [...participants.flatMap(invariantsAt), ofThisSystem];
