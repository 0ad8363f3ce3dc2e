import { partyEic } from '#libs/contracts';
import {
  type Caller,
  CalledBy,
  csvPage,
  type CsvPageReply,
  type CsvPageRequest,
  MayCall,
  pageOf,
  pageQuery,
  partyInSight,
  problems,
  sees,
  wantsCsv,
} from '#libs/service';
import { Controller, Get, Headers, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { listHolds } from '../store/hold.reading.js';
import { HoldRow, holdOf } from '../store/hold.row.js';
import { documentOfHold, type HoldDocument, type HoldLine, holdColumns, holdDocument } from './hold-document.js';

const tradeId = z.uuid();
const asked = z
  .strictObject({
    account: partyEic.optional().describe('of the seller or the buyer'),
    state: z.enum(['held', 'posted', 'voided', 'refused', 'tombstone']).optional(),
    open: z.literal('true').optional().describe('only what is held now: who waits, on which trade, since when'),
    ...pageQuery,
    after: z.uuid().optional(),
  })
  .refine(({ state, open }) => state === undefined || open === undefined, {
    path: ['open'],
    message: 'expected either `open` or `state`: what is open is held',
  });
const found = z.strictObject({
  items: z.array(holdDocument),
  next: z.string().nullable().describe('`after` of the next page; null on the last'),
});

@ApiTags('holds')
@MayCall('operator', 'party')
@Controller('v1/holds')
export class HoldsController {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  @Get()
  @ApiOperation({ summary: 'Holds in the order of their trades, a party’s its own; JSON or CSV' })
  @ApiOkResponse({ standardSchema: found })
  async list(
    @Query({ schema: asked }) { account: wished, state, open, after, limit }: z.output<typeof asked>,
    @CalledBy() caller: Caller,
    @Headers('accept') accept: string | undefined,
    @Req() request: CsvPageRequest,
    @Res({ passthrough: true }) reply: CsvPageReply,
  ): Promise<z.output<typeof found> | string> {
    const account = partyInSight(caller, wished);
    const filter = { account, state: open === undefined ? state : ('held' as const), after, limit: limit + 1 };
    const { items, next } = pageOf(await listHolds(this.dataSource, filter), limit, ({ id }) => id, documentOfHold);
    if (wantsCsv(accept)) return csvPage<HoldLine>(request, reply, holdColumns, { items, next });
    return { items: [...items], next };
  }

  @Get(':id')
  @ApiOperation({ summary: "A trade's hold: what was set aside, or why nothing was" })
  @ApiOkResponse({ standardSchema: holdDocument })
  async one(@Param('id', { schema: tradeId }) id: string, @CalledBy() caller: Caller): Promise<HoldDocument> {
    const row = await this.dataSource.getRepository(HoldRow).findOneBy({ id });
    if (!row || !sees(caller, [row.seller, row.buyer])) throw problems.notFound(`hold ${id}`);
    return documentOfHold(holdOf(row));
  }
}
