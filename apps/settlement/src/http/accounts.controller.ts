import { amountEur, partyEic } from '#libs/contracts';
import { GroupCommit } from '#libs/messaging';
import { type Page, pageOf, pageQuery, problems } from '#libs/service';
import { formatEur, type Money, money } from '#libs/units';
import { Body, Controller, Get, Headers, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { AccountTerms } from '../account/decide-terms.js';
import { findAccount, listAccounts } from '../store/account.reading.js';
import { type AccountDocument, accountDocument, documentOfAccount } from './account-document.js';
import { accountTermsWork } from './account-terms.work.js';
import { depositWork } from './deposit.work.js';
import { idOfRequest } from './idempotency-key.js';
import { documentOfTransfer, type TransferDocument, transferDocument } from './transfer-document.js';

const page = z.strictObject(pageQuery);
const accountsPage = z.strictObject({
  items: z.array(accountDocument),
  next: z.string().nullable().describe('`after` of the next page; null on the last'),
});

/** Ninety billion euro: below what an int8 of 10⁻⁸ euro holds. */
const most = money(9_000_000_000_000_000_000n);
const deposit = z.strictObject({
  amountEur: amountEur.refine(
    (amount) => amount > 0n && amount <= most,
    `is above zero and at most ${formatEur(most)}`,
  ),
});
const creditLimit = z.strictObject({
  creditLimitEur: amountEur.refine((limit) => limit >= 0n && limit <= most, `is from zero to ${formatEur(most)}`),
});
const freeze = z.strictObject({ frozen: z.boolean() });

/** Deposits are entered by operators; one of them is one caller to the idempotency keys. */
const caller = 'operator';

@ApiTags('accounts')
@Controller('v1/accounts')
export class AccountsController {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(GroupCommit) private readonly group: GroupCommit,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Accounts in the order of their ids' })
  @ApiOkResponse({ standardSchema: accountsPage })
  async list(@Query({ schema: page }) { after = '', limit }: z.output<typeof page>): Promise<Page<AccountDocument>> {
    const found = await listAccounts(this.dataSource, after, limit + 1);
    return pageOf(found, limit, ({ id }) => id, documentOfAccount);
  }

  @Get(':id')
  @ApiOperation({ summary: "One account; a platform account's total is folded from its transfers" })
  @ApiOkResponse({ standardSchema: accountDocument })
  async one(@Param('id') id: string): Promise<AccountDocument> {
    const account = await findAccount(this.dataSource, id);
    if (!account) throw problems.notFound(`account ${id}`);
    return documentOfAccount(account);
  }

  @Post(':id/deposits')
  @ApiOperation({ summary: 'Pays money in; the same key with the same payload answers the same deposit again' })
  @ApiHeader({ name: 'Idempotency-Key', required: true, schema: { type: 'string', maxLength: 255 } })
  @ApiCreatedResponse({ standardSchema: transferDocument })
  async deposit(
    @Param('id') id: string,
    @Headers('idempotency-key') key: string | undefined,
    @Body({ schema: deposit }) body: { readonly amountEur: Money },
  ): Promise<TransferDocument> {
    const ask = { id: idOfRequest(caller, key), account: partyAccount(id), amount: body.amountEur };
    const answer = await this.group.submit(depositWork, ask);
    if (answer.answer === 'accepted') return documentOfTransfer(answer.what);
    if (answer.because.reason !== 'same key, different payload') throw problems.notFound(`account ${id}`);
    const { earlierEur, earlierAccount } = answer.because;
    const detail = `This key was used for a deposit of ${earlierEur} EUR to ${earlierAccount}.`;
    throw problems.unprocessable('same-key-different-payload', detail);
  }

  @Put(':id/credit-limit')
  @ApiOperation({ summary: 'Sets how far below zero the free money may go' })
  @ApiOkResponse({ standardSchema: accountDocument })
  async setCreditLimit(
    @Param('id') id: string,
    @Body({ schema: creditLimit }) body: { readonly creditLimitEur: Money },
  ): Promise<AccountDocument> {
    return this.#set(id, { creditLimit: body.creditLimitEur });
  }

  @Put(':id/frozen')
  @ApiOperation({ summary: 'Freezes an account, so that it takes no new hold, or thaws it' })
  @ApiOkResponse({ standardSchema: accountDocument })
  async setFrozen(
    @Param('id') id: string,
    @Body({ schema: freeze }) body: z.output<typeof freeze>,
  ): Promise<AccountDocument> {
    return this.#set(id, { frozen: body.frozen });
  }

  async #set(id: string, terms: AccountTerms): Promise<AccountDocument> {
    const answer = await this.group.submit(accountTermsWork, { account: partyAccount(id), terms });
    if (answer.answer === 'refused') throw problems.notFound(`account ${id}`);
    return documentOfAccount(answer.what);
  }
}

/** Only parties pay in and have limits; the rows of platform accounts are not even locked. */
function partyAccount(id: string): string {
  const eic = partyEic.safeParse(id);
  if (!eic.success) throw problems.notFound(`account ${id} of a party`);
  return eic.data;
}
