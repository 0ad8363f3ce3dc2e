import {
  type Caller,
  CalledBy,
  csvPage,
  type CsvPageReply,
  type CsvPageRequest,
  MayCall,
  mustBeIn,
  oneLine,
  pageOf,
  pageQuery,
  problems,
  wantsCsv,
} from '#libs/service';
import { Controller, Get, Headers, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { findAccount, listAccounts } from '../store/account.reading.js';
import { type AccountDocument, accountColumns, accountDocument, documentOfAccount } from './account-document.js';
import { accountId } from './party-account.js';

const page = z.strictObject({ ...pageQuery, after: oneLine(100).optional() });
const accountsPage = z.strictObject({
  items: z.array(accountDocument),
  next: z.string().nullable().describe('`after` of the next page; null on the last'),
});

@ApiTags('accounts')
@MayCall('operator')
@Controller('v1/accounts')
export class AccountsController {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  @Get()
  @ApiOperation({ summary: 'Accounts in the order of their ids; JSON or CSV' })
  @ApiOkResponse({ standardSchema: accountsPage })
  async list(
    @Query({ schema: page }) { after = '', limit }: z.output<typeof page>,
    @Headers('accept') accept: string | undefined,
    @Req() request: CsvPageRequest,
    @Res({ passthrough: true }) reply: CsvPageReply,
  ): Promise<z.output<typeof accountsPage> | string> {
    const found = await listAccounts(this.dataSource, after, limit + 1);
    const { items, next } = pageOf(found, limit, ({ account }) => account.id, documentOfAccount);
    if (wantsCsv(accept)) return csvPage(request, reply, accountColumns, { items, next });
    return { items: [...items], next };
  }

  @Get(':id')
  @MayCall('operator', 'party')
  @ApiOperation({ summary: "One account; a platform account's total is folded from its transfers" })
  @ApiOkResponse({ standardSchema: accountDocument })
  async one(@Param('id') id: string, @CalledBy() caller: Caller): Promise<AccountDocument> {
    mustBeIn(caller, id);
    const found = await findAccount(this.dataSource, accountId(id));
    if (!found) throw problems.notFound(`account ${id}`);
    return documentOfAccount(found);
  }
}
