import { amountEur } from '#libs/contracts';
import { GroupCommit } from '#libs/messaging';
import { type Caller, CalledBy, MayCall, problems, why } from '#libs/service';
import { formatEur } from '#libs/units';
import { Body, Controller, Inject, Param, Put } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { AccountTerms } from '../account/decide-terms.js';
import { findAccount } from '../store/account.reading.js';
import { type AccountDocument, accountDocument, documentOfAccount } from './account-document.js';
import { accountTermsWork } from './account-terms.work.js';
import { mostMoney } from './money-text.js';
import { wordOf } from './operators-word.js';
import { partyAccount } from './party-account.js';

const version = z.int().min(1).optional().describe('the version that was seen: refused with 409 on a newer one');
const creditLimit = z.strictObject({
  creditLimitEur: amountEur.refine(
    (limit) => limit >= 0n && limit <= mostMoney,
    `is from zero to ${formatEur(mostMoney)}`,
  ),
  why,
  version,
});
const freeze = z.strictObject({ frozen: z.boolean(), why, version });

/** What operators set on an account; each change is audited, counts the account's version on and is told to everyone. */
@ApiTags('accounts')
@MayCall('operator')
@Controller('v1/accounts')
export class AccountTermsController {
  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(GroupCommit) private readonly group: GroupCommit,
  ) {}

  @Put(':id/credit-limit')
  @ApiOperation({ summary: 'Sets how far below zero the free money may go; a lower one may leave it overdrawn' })
  @ApiOkResponse({ standardSchema: accountDocument })
  setCreditLimit(
    @Param('id') id: string,
    @Body({ schema: creditLimit }) { creditLimitEur, why: because, version: seen }: z.output<typeof creditLimit>,
    @CalledBy() caller: Caller,
  ): Promise<AccountDocument> {
    return this.#set(id, { creditLimit: creditLimitEur }, caller, because, seen);
  }

  @Put(':id/frozen')
  @ApiOperation({ summary: 'Freezes an account, so that it takes no new hold and pays nothing out, or thaws it' })
  @ApiOkResponse({ standardSchema: accountDocument })
  setFrozen(
    @Param('id') id: string,
    @Body({ schema: freeze }) { frozen, why: because, version: seen }: z.output<typeof freeze>,
    @CalledBy() caller: Caller,
  ): Promise<AccountDocument> {
    return this.#set(id, frozen ? { frozen, because } : { frozen }, caller, because, seen);
  }

  async #set(
    id: string,
    terms: AccountTerms,
    caller: Caller,
    because: string,
    seen: number | undefined,
  ): Promise<AccountDocument> {
    const account = partyAccount(id);
    const word = wordOf(caller, because, seen);
    const answer = await this.group.submit(accountTermsWork, { account, terms, word });
    if (answer.answer === 'refused') {
      const { reason, ...numbers } = answer.because;
      if (reason !== 'changed since it was seen') throw problems.notFound(`account ${id}`);
      const detail = `Version ${numbers['seenVersion']} was seen, and the account is at version ${numbers['version']}.`;
      throw problems.conflict('changed-since-it-was-seen', detail, numbers);
    }
    const found = await findAccount(this.dataSource, account);
    if (!found) throw problems.notFound(`account ${id}`);
    return documentOfAccount({ ...found, account: answer.what });
  }
}
