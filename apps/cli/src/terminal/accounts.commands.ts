import { type Command, Option } from 'commander';
import type { PageDocument } from '../http/api.js';
import { amount, type Column, type Document, field } from '../table/column.js';
import { addAccountActions } from './account-actions.commands.js';
import { atDesk, type OpenDesk } from './desk.js';
import { addListing } from './listing.js';
import { filterQuery, type PageOptions, pageQueryOf, withPages } from './page-options.js';

const columns: readonly Column[] = [
  field('ACCOUNT', 'id'),
  field('KIND', 'kind'),
  amount('POSTED EUR', 'postedEur'),
  amount('HELD EUR', 'heldEur'),
  amount('FREE EUR', 'freeEur'),
  amount('LIMIT EUR', 'creditLimitEur'),
  amount('WITHDRAWABLE EUR', 'withdrawableEur'),
  field('OVERDRAWN', 'overdrawn'),
  field('FROZEN', 'frozenBecause'),
];
const lineColumns: readonly Column[] = [
  field('AT', 'at'),
  field('KIND', 'kind'),
  field('OF', 'of'),
  field('COUNTER ACCOUNT', 'counterAccount'),
  amount('AMOUNT EUR', 'amountEur'),
  amount('BALANCE EUR', 'balanceEur'),
  field('REASON', 'reason'),
];
const span: readonly Option[] = [
  new Option('--from <instant or date>', 'a local date is included whole'),
  new Option('--to <instant or date>', 'an instant is not included, a local date whole'),
];

interface Statement extends PageDocument {
  readonly openingEur: string;
  readonly closingEur: string;
}

/** Adds `accounts`. */
export function addAccounts(program: Command, open: OpenDesk): void {
  const accounts = program.command('accounts').description("parties' money, and the platform's own accounts");
  addListing(accounts, open, {
    ...{ name: 'list', about: 'accounts in the order of their ids' },
    ...{ service: 'settlement', path: '/v1/accounts', filters: [], columns },
  });
  accounts
    .command('show')
    .description('one account')
    .argument('<account>', "a party's EIC, or a platform account")
    .action(
      atDesk(open, async (desk, id: string) => {
        const account: Document = await desk.api.ask('settlement', `/v1/accounts/${encodeURIComponent(id)}`);
        desk.show(account, () => desk.record(account));
      }),
    );
  const statement = withPages(
    accounts
      .command('statement')
      .description('its transfers in order, each with the balance that it leaves')
      .argument('<account>', "a party's EIC, or a platform account"),
  );
  for (const option of span) statement.addOption(option);
  statement.action(
    atDesk(open, async (desk, id: string, options: PageOptions) => {
      const query = { ...pageQueryOf(options), ...filterQuery(span, options) };
      const path = `/v1/accounts/${encodeURIComponent(id)}/statement`;
      const page = (await desk.api.list('settlement', path, query, { all: options.all === true })) as Statement;
      if (!desk.json) desk.screen.out(`opening balance  ${page.openingEur} EUR`);
      desk.showList(lineColumns, page, page);
      if (!desk.json) desk.screen.out(`closing balance  ${page.closingEur} EUR`);
    }),
  );
  addAccountActions(accounts, open);
}
