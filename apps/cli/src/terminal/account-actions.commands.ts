import type { Command } from 'commander';
import { cellText, type Document } from '../table/column.js';
import { atDesk, type Desk, type OpenDesk } from './desk.js';
import { count } from './page-options.js';
import { withKey } from './trade-submission.command.js';

interface PaymentOptions {
  readonly why?: string;
  readonly idempotencyKey?: string;
}

interface TermsOptions {
  readonly why: string;
  readonly seen?: number;
}

const pathOf = (account: string): string => `/v1/accounts/${encodeURIComponent(account)}`;

/** Adds what operators do to an account, and parties to their own. */
export function addAccountActions(accounts: Command, open: OpenDesk): void {
  addPayment(accounts, open, 'deposit', 'pays money in', 'was paid in');
  addPayment(accounts, open, 'withdraw', 'pays money out, at most what is withdrawable', 'was paid out');
  const terms = (command: Command): Command =>
    command
      .requiredOption('--why <words>', 'stand in the audit')
      .option('--seen <version>', 'to be refused when the account has changed since', count(1, 2_147_483_647));
  for (const [name, frozen, about] of [
    ['freeze', true, 'keeps an account from new trades and withdrawals; what is held is still posted'],
    ['thaw', false, 'lets a frozen account trade again'],
  ] as const) {
    terms(accounts.command(name).description(about).argument('<account>', "a party's EIC")).action(
      atDesk(open, (desk, id: string, options: TermsOptions) => set(desk, id, 'frozen', { frozen }, options)),
    );
  }
  terms(
    accounts
      .command('credit-limit')
      .description('sets how far below zero the free money may go; a lower one may leave it overdrawn')
      .argument('<account>', "a party's EIC")
      .argument('<amount>', 'in euro, like 1000.00'),
  ).action(
    atDesk(open, (desk, id: string, creditLimitEur: string, options: TermsOptions) =>
      set(desk, id, 'credit-limit', { creditLimitEur }, options),
    ),
  );
}

async function set(desk: Desk, id: string, what: string, terms: object, { why, seen }: TermsOptions): Promise<void> {
  const before = await desk.api.ask('settlement', pathOf(id));
  const json = { ...terms, why, ...(seen !== undefined && { version: seen }) };
  const after = await desk.api.ask('settlement', `${pathOf(id)}/${what}`, { method: 'PUT', json });
  desk.show(after, () => [...differences(before, after, id), ...desk.record(after)]);
}

const differences = (before: Document, after: Document, id: string): string[] =>
  before['version'] === after['version']
    ? [`Account ${id} is so already, at version ${String(after['version'])}.`]
    : [`Account ${id} went from version ${String(before['version'])} to ${String(after['version'])}.`];

function addPayment(accounts: Command, open: OpenDesk, name: string, about: string, done: string): void {
  accounts
    .command(name)
    .description(about)
    .argument('<account>', "a party's EIC")
    .argument('<amount>', 'in euro, like 1000.00')
    .option('--why <words>', 'stand on the transfer; an operator who pays out has to give them')
    .option('--idempotency-key <key>', 'names the payment, so that repeating it does nothing twice')
    .action(
      atDesk(open, async (desk, id: string, amountEur: string, { why, idempotencyKey }: PaymentOptions) => {
        const transfer = await withKey(idempotencyKey, (key) =>
          desk.api.ask('settlement', `${pathOf(id)}/${name === 'deposit' ? 'deposits' : 'withdrawals'}`, {
            ...{ method: 'POST', json: { amountEur, ...(why !== undefined && { why }) } },
            headers: { 'idempotency-key': key },
          }),
        );
        desk.show(transfer, () => [
          `${cellText(transfer['amountEur'])} EUR ${done}: ${cellText(transfer['kind'])} ${cellText(transfer['of'])}, account ${id}.`,
        ]);
      }),
    );
}
