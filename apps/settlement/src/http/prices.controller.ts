import { areaEic } from '#libs/contracts';
import { isDate, tradingDay } from '#libs/market';
import { csvPage, type CsvPageReply, type CsvPageRequest, MayCall, wantsCsv } from '#libs/service';
import { Controller, Get, Headers, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { pricesBetween } from '../store/price.statements.js';
import { booksTimeZone } from './books-time-zone.js';
import { documentOfPrice, priceColumns, priceDocument } from './price-document.js';

const asked = z.strictObject({
  area: areaEic,
  day: z.string().refine(isDate, 'expected a local date like 2026-05-01').meta({ format: 'date' }),
});
const found = z.strictObject({
  area: z.string(),
  day: z.string(),
  timeZone: z.string(),
  quarterHours: z.int().describe('that the day has: 92, 96 or 100'),
  priced: z.int().describe('that have a price'),
  items: z.array(priceDocument),
});

@ApiTags('prices')
@MayCall('operator', 'party', 'venue')
@Controller('v1/prices')
export class PricesController {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  @Get()
  @ApiOperation({ summary: "An area's day-ahead prices of a local day, one line per quarter hour; JSON or CSV" })
  @ApiOkResponse({ standardSchema: found })
  async ofDay(
    @Query({ schema: asked }) { area, day }: z.output<typeof asked>,
    @Headers('accept') accept: string | undefined,
    @Req() request: CsvPageRequest,
    @Res({ passthrough: true }) reply: CsvPageReply,
  ): Promise<z.output<typeof found> | string> {
    const { start, end, quarterHours } = tradingDay(day, booksTimeZone);
    const prices = await pricesBetween(this.dataSource, { area, start, end });
    const priceOf = new Map(prices.map((price) => [price.quarterHour, price]));
    const items = quarterHours.map((quarter) => documentOfPrice(quarter, priceOf.get(quarter), booksTimeZone));
    if (wantsCsv(accept)) return csvPage(request, reply, priceColumns, { items, next: null });
    return {
      ...{ area, day, timeZone: booksTimeZone },
      ...{ quarterHours: quarterHours.length, priced: prices.length, items },
    };
  }
}
