import {
  type Caller,
  CalledBy,
  csvPage,
  type CsvPageReply,
  type CsvPageRequest,
  MayCall,
  oneLine,
  pageOf,
  partyInSight,
  sees,
  wantsCsv,
} from '#libs/service';
import { Controller, Get, Headers, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { transferKinds } from '../ledger/transfer.js';
import { isSideOf, listTransfers, type TransferFilter } from '../store/transfer.reading.js';
import { placeText } from '../store/transfer-place.js';
import { spanQuery } from './span.query.js';
import { transferPageQuery } from './transfer-cursor.query.js';
import { documentOfTransfer, transferColumns, transferDocument } from './transfer-document.js';

const asked = z.strictObject({
  of: z.uuid().toLowerCase().optional().describe('a trade, a deposit or a withdrawal'),
  account: oneLine(100).optional().describe('on either side'),
  kind: z.enum(transferKinds).optional(),
  ...spanQuery,
  ...transferPageQuery,
});
const found = z.strictObject({
  items: z.array(transferDocument),
  next: z.string().nullable().describe('`after` of the next page; null on the last'),
});

@ApiTags('transfers')
@MayCall('operator', 'party')
@Controller('v1/transfers')
export class TransfersController {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  @Get()
  @ApiOperation({
    summary: 'Transfers in the order of time; JSON or CSV',
    description:
      'A party sees those of its own account, and with `of` all transfers of a trade that it is a side of: none, as of ' +
      'a trade that has moved nothing, where it is another’s.',
  })
  @ApiOkResponse({ standardSchema: found })
  async list(
    @Query({ schema: asked }) query: z.output<typeof asked>,
    @CalledBy() caller: Caller,
    @Headers('accept') accept: string | undefined,
    @Req() request: CsvPageRequest,
    @Res({ passthrough: true }) reply: CsvPageReply,
  ): Promise<z.output<typeof found> | string> {
    const { of, from, to, kind, after, limit } = query;
    const sight = await this.#sight(caller, query);
    const read = await listTransfers(this.dataSource, { ...sight, kind, of, from, to, after, limit: limit + 1 });
    const { items, next } = pageOf(read, limit, placeText, documentOfTransfer);
    if (wantsCsv(accept)) return csvPage(request, reply, transferColumns, { items, next });
    return { items: [...items], next };
  }

  /** A side of a trade sees the whole of its payment; everything else is limited to the caller's own account. */
  async #sight(
    caller: Caller,
    { of, account: wished }: z.output<typeof asked>,
  ): Promise<Pick<TransferFilter, 'account' | 'ofTrades'>> {
    const account = partyInSight(caller, wished);
    if (of === undefined || wished !== undefined || account === undefined || sees(caller, [])) return { account };
    return (await isSideOf(this.dataSource, of, account)) ? { account: undefined, ofTrades: true } : { account };
  }
}
