import { Controller, Get, Headers, Inject, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import {
  type Caller,
  CalledBy,
  csvPage,
  type CsvPageReply,
  type CsvPageRequest,
  MayCall,
  pageOf,
  problems,
  wantsCsv,
} from '#libs/service';
import { idOf, TradeReader } from '../store/trade.reader.js';
import { tradeSummary } from '../store/trade-summary.reader.js';
import { inSight, sightOf, viewerOf } from './sight.js';
import { tradeColumns, tradeLine } from './trade-line.js';
import { tradeQuery } from './trade-query.js';
import { tradeView } from './trade-view.js';

const tradeId = z.uuid().toLowerCase();

@ApiTags('trades')
@MayCall('operator', 'party', 'venue')
@Controller('v1/trades')
export class TradesController {
  constructor(
    @Inject(TradeReader) private readonly reader: TradeReader,
    @Inject(DataSource) private readonly dataSource: DataSource,
  ) {}

  @Get('summary')
  @ApiOperation({ summary: "The caller's trades, counted by state and reason, with energy and money of the cleared" })
  summary(@CalledBy() caller: Caller): Promise<unknown> {
    return tradeSummary(this.dataSource, sightOf(caller));
  }

  @Get()
  @ApiOperation({
    summary: 'Trades in the order of their ids, which is that of their submission',
    description:
      'A party sees what it is a side of, a venue what it has submitted, an operator everything. The numbers of a ' +
      'refusal that concerns one side are for that side and for operators.',
  })
  @ApiProduces('application/json', 'text/csv')
  async list(
    @Query({ schema: tradeQuery }) { after, limit, ...filter }: z.output<typeof tradeQuery>,
    @Headers('accept') accept: string | undefined,
    @Req() request: CsvPageRequest,
    @Res({ passthrough: true }) reply: CsvPageReply,
    @CalledBy() caller: Caller,
  ): Promise<unknown> {
    const found = await this.reader.list(filter, sightOf(caller), { after, limit: limit + 1 });
    if (wantsCsv(accept)) return csvPage(request, reply, tradeColumns, pageOf(found, limit, idOf, tradeLine));
    return pageOf(found, limit, idOf, (read) => tradeView(read, viewerOf(caller)));
  }

  @Get(':id')
  @ApiOperation({ summary: 'One trade and how far it is' })
  async one(@Param('id', { schema: tradeId }) id: string, @CalledBy() caller: Caller): Promise<unknown> {
    const found = await this.reader.one(id);
    if (!found || !inSight(caller, found)) throw problems.notFound(`trade ${id}`);
    return tradeView(found, viewerOf(caller));
  }
}
