import { Controller, Get, Headers, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { areaEic } from '#libs/contracts';
import { formatInstant, instant, isDate, tradingDay } from '#libs/market';
import { wattHours } from '#libs/units';
import {
  csvPage,
  type CsvPageReply,
  type CsvPageRequest,
  MayCall,
  problems,
  readMarketClock,
  wantsCsv,
} from '#libs/service';
import { periodsOfDay } from '../gate/periods-of-day.js';
import { AreaRow } from '../store/area.row.js';

const query = z.strictObject({
  area: areaEic,
  day: z.string().refine(isDate, 'expected a trading day, a local date like 2026-05-01').meta({ format: 'date' }),
  product: z.enum(['QH', 'HH', 'PH']).default('QH').describe('quarter hours, half hours or hours'),
});

const columns = [
  ...(['name', 'start', 'startLocal', 'end', 'endLocal', 'durationMinutes', 'state'] as const),
  ...(['closesAt', 'closesAtLocal', 'closesInS', 'registerBy', 'lotWh'] as const),
];

@ApiTags('periods')
@MayCall('operator', 'party', 'venue')
@Controller('v1/periods')
export class PeriodsController {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  @Get()
  @ApiOperation({ summary: 'The delivery periods of a trading day, each with its gate and the time until then' })
  @ApiProduces('application/json', 'text/csv')
  async list(
    @Query({ schema: query }) { area: eic, day, product }: z.output<typeof query>,
    @Headers('accept') accept: string | undefined,
    @Req() request: CsvPageRequest,
    @Res({ passthrough: true }) reply: CsvPageReply,
  ): Promise<unknown> {
    const [area, { market }] = await Promise.all([
      this.dataSource.getRepository(AreaRow).findOneBy({ eic }),
      readMarketClock(this.dataSource),
    ]);
    if (!area) throw problems.notFound(`area ${eic}`);
    const { timeZone, gateLeadMinutes, lotWh } = area;
    const now = instant(Math.floor(market));
    const calendar = { timeZone, gateLeadMinutes, lotWh: wattHours(Number(lotWh)) };
    const items = periodsOfDay(calendar, tradingDay(day, timeZone), product, now);
    if (wantsCsv(accept)) return csvPage(request, reply, columns, { items, next: null });
    return { area: eic, day, timeZone, product, marketTime: formatInstant(now), items, next: null };
  }
}
