import { type Command, Option } from 'commander';
import { type ServiceName, serviceNames, soonMs } from '../http/api.js';
import { ApiProblem } from '../http/api-problem.js';
import { type Column, type Document, field } from '../table/column.js';
import { atDesk, type Desk, NotWell, type OpenDesk, WrongUse } from './desk.js';
import { askEach, type OfService, serviceOption, showLists } from './every-service.js';
import { filterQuery, type PageOptions, pageQueryOf, withPages } from './page-options.js';

const auditColumns: readonly Column[] = [
  field('AT', 'at'),
  field('WHO', 'who'),
  field('ACTION', 'action'),
  field('OF', 'of'),
  field('WHY', 'why'),
  field('DETAILS', 'details'),
];
const instanceColumns: readonly Column[] = [
  field('INSTANCE', 'id'),
  field('STATE', 'state'),
  field('VERSION', 'version'),
  field('STARTED AT', 'startedAt'),
  field('HEARD OF', 'beatAt'),
];
const healthColumns: readonly Column[] = [
  field('SERVICE', 'service'),
  field('STATUS', 'status'),
  field('CHECKS', 'checks'),
  field('AT', 'url'),
];
const findingColumns: readonly Column[] = [
  field('RULE', 'rule'),
  field('OF', 'of'),
  field('EXPECTED EUR', 'expectedEur'),
  field('FOUND EUR', 'foundEur'),
];
const auditFilters: readonly Option[] = [
  new Option('--who <caller>', 'like operator:anna'),
  new Option('--action <action>', "like 'force undo'"),
  new Option('--of <thing>', 'like saga/<id>, party/<eic>, account/<eic>, parked/17'),
];

const newestFirst = (one: Document, other: Document): number => String(other['at']).localeCompare(String(one['at']));

/** Adds `audit`, `instances`, `health` and `ledger`: how the services themselves are. */
export function addServices(program: Command, open: OpenDesk): void {
  const audit = withPages(program.command('audit').description('who did what by hand, when and why, the newest first'));
  for (const option of [...auditFilters, serviceOption('of one service only')]) audit.addOption(option);
  audit.action(
    atDesk(open, async (desk, options: PageOptions & OfService) => {
      if (options.after !== undefined && options.service === undefined)
        throw new WrongUse('--after goes on in one list: name its --service.');
      const query = { ...pageQueryOf(options), ...filterQuery(auditFilters, options) };
      await showLists(desk, options, { columns: auditColumns, inOrder: newestFirst }, (service) =>
        desk.api.list(service, '/v1/audit', query, { all: options.all === true, withinMs: soonMs }),
      );
    }),
  );
  program
    .command('instances')
    .description('the processes of each service that are there, or are gone')
    .addOption(serviceOption('of one service only'))
    .action(
      atDesk(open, (desk, options: OfService) =>
        showLists(desk, options, { columns: instanceColumns }, (service) =>
          desk.api.list(service, '/v1/instances', {}, { withinMs: soonMs }),
        ),
      ),
    );
  program
    .command('health')
    .description('whether each service takes work, and what is missing; ends with 1 unless all do')
    .action(atDesk(open, health));
  program
    .command('ledger')
    .description('the books')
    .command('check')
    .description('looks at all books as of one moment; ends with 1 unless they balance')
    .action(atDesk(open, checkLedger));
}

async function health(desk: Desk): Promise<void> {
  const told = await askEach(serviceNames, (service) => readiness(desk, service));
  const rows = told.map(({ service, answer, failure }) => ({
    ...{ service, url: desk.api.urlOf(service) },
    ...(answer ?? { status: 'away', checks: failure }),
  }));
  desk.show(Object.fromEntries(rows.map(({ service, ...row }) => [service, row])), () =>
    desk.table(healthColumns, rows),
  );
  const missing = rows
    .filter(({ status }) => status !== 'ready')
    .map(({ service, status }) => `${service} is ${status}`);
  if (missing.length > 0) throw new NotWell(`${missing.join(', ')}.`);
}

/** A service that is not ready says so with 503, and what is missing. */
async function readiness(desk: Desk, service: ServiceName): Promise<{ status: string; checks: unknown }> {
  try {
    const { status, checks } = await desk.api.ask(service, '/health/ready', { withinMs: soonMs });
    return { status: String(status), checks };
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status !== 503) throw error;
    return { status: 'not ready', checks: (error.document as Document)['checks'] };
  }
}

interface LedgerCheck extends Document {
  readonly holds: boolean;
  readonly accounts: number;
  readonly transfers: number;
  readonly findings: readonly Document[];
}

async function checkLedger(desk: Desk): Promise<void> {
  const checked = await desk.api.ask<LedgerCheck>('settlement', '/v1/ledger/check');
  const { holds, accounts, transfers, findings } = checked;
  desk.show(checked, () => [
    `${accounts} accounts and ${transfers} transfers were looked at: ${holds ? 'the books balance' : 'they do not balance'}.`,
    ...(findings.length > 0 ? desk.table(findingColumns, findings) : []),
  ]);
  if (!holds) throw new NotWell(`The books do not balance: ${findings.length} findings.`);
}
