import { formatInstant } from '#libs/market';
import {
  type Caller,
  CalledBy,
  csvPage,
  type CsvPageReply,
  type CsvPageRequest,
  MayCall,
  mustBeIn,
  pageOf,
  problems,
  wantsCsv,
} from '#libs/service';
import { formatEur } from '#libs/units';
import { Controller, Get, Headers, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { isAccount } from '../store/account.reading.js';
import { readStatement } from '../store/statement.reading.js';
import { placeText } from '../store/transfer-place.js';
import { booksTimeZone } from './books-time-zone.js';
import { eurText } from './money-text.js';
import { accountId } from './party-account.js';
import { spanQuery } from './span.query.js';
import { documentOfLine, lineColumns, statementLineDocument } from './statement-line-document.js';
import { transferPageQuery } from './transfer-cursor.query.js';

const asked = z
  .strictObject({ ...spanQuery, ...transferPageQuery })
  .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
    path: ['to'],
    message: 'expected no earlier than `from`',
  });

const statement = z.strictObject({
  account: z.string(),
  currency: z.literal('EUR'),
  timeZone: z.string().describe('of the dates and local times'),
  from: z.iso.datetime().nullable().describe('null: from the beginning'),
  to: z.iso.datetime().nullable().describe('not included; null: until now'),
  openingEur: eurText.describe('the balance before the period'),
  closingEur: eurText.describe('the balance after the period'),
  items: z.array(statementLineDocument),
  next: z.string().nullable().describe('`after` of the next page; null on the last'),
});

@ApiTags('accounts')
@MayCall('operator', 'party')
@Controller('v1/accounts')
export class StatementController {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  @Get(':id/statement')
  @ApiOperation({
    summary: "An account's transfers in order, each with the balance that it leaves; JSON or CSV",
    description:
      'Each page is as of one moment. Transfers of the last ten seconds may still be joined by earlier ones: a ' +
      'statement that is to stay as it is ends before them.',
  })
  @ApiOkResponse({ standardSchema: statement })
  async one(
    @Param('id') id: string,
    @Query({ schema: asked }) { from, to, after, limit }: z.output<typeof asked>,
    @CalledBy() caller: Caller,
    @Headers('accept') accept: string | undefined,
    @Req() request: CsvPageRequest,
    @Res({ passthrough: true }) reply: CsvPageReply,
  ): Promise<z.output<typeof statement> | string> {
    mustBeIn(caller, id);
    if (!(await isAccount(this.dataSource, accountId(id)))) throw problems.notFound(`account ${id}`);
    const read = await readStatement(this.dataSource, { account: id, from, to, after, limit: limit + 1 });
    const { items, next } = pageOf(read.lines, limit, ({ transfer }) => placeText(transfer), documentOfLine);
    if (wantsCsv(accept)) return csvPage(request, reply, lineColumns, { items, next });
    return {
      account: id,
      currency: 'EUR',
      timeZone: booksTimeZone,
      from: from === undefined ? null : formatInstant(from),
      to: to === undefined ? null : formatInstant(to),
      openingEur: formatEur(read.opening),
      closingEur: formatEur(read.closing),
      items: [...items],
      next,
    };
  }
}
