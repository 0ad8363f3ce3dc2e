import { areaEic, partyEic } from '#libs/contracts';
import { isDate, tradingDay } from '#libs/market';
import {
  type Caller,
  CalledBy,
  csvPage,
  type CsvPageReply,
  type CsvPageRequest,
  MayCall,
  partyInSight,
  problems,
  wantsCsv,
} from '#libs/service';
import { Controller, Get, Headers, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { positionKey } from '../booking/position.js';
import { positionOfDay, positionsTimeZone, sumsOf, totalOfSides } from '../booking/position-of-day.js';
import { positionsOfDay } from '../store/position.reader.js';
import { sidesOfParty } from '../store/side.reader.js';

const query = z.strictObject({
  party: partyEic.optional().describe("a party's own key speaks for it; an operator has to name one"),
  area: areaEic,
  day: z.string().refine(isDate, 'expected a trading day, a local date like 2026-05-01').meta({ format: 'date' }),
});

const columns = [
  ...(['party', 'area', 'side', 'start', 'startLocal', 'soldWh', 'boughtWh', 'netWh'] as const),
  ...(['pendingSoldWh', 'pendingBoughtWh', 'freeToSellWh', 'freeToBuyWh'] as const),
];

@ApiTags('positions')
@MayCall('operator', 'party')
@Controller('v1/positions')
export class PositionsController {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  @Get()
  @ApiOperation({
    summary:
      "Sold, bought, net, pending and free per quarter hour: each of a party's sides in an area, and their total",
    description: 'As CSV, one line for each side and quarter hour.',
  })
  @ApiProduces('application/json', 'text/csv')
  async read(
    @Query({ schema: query }) { party: asked, area, day }: z.output<typeof query>,
    @Headers('accept') accept: string | undefined,
    @Req() request: CsvPageRequest,
    @Res({ passthrough: true }) reply: CsvPageReply,
    @CalledBy() caller: Caller,
  ): Promise<unknown> {
    const party = partyInSight(caller, asked);
    if (party === undefined)
      throw problems.invalidParameters([{ pointer: '/party', detail: 'is required of an operator' }]);
    const { quarterHours } = tradingDay(day, positionsTimeZone);
    const sides = await sidesOfParty(this.dataSource, party, area);
    const positions = await positionsOfDay(
      this.dataSource,
      sides.map(({ key }) => key),
      quarterHours,
    );
    const booked = new Map(positions.map((position) => [positionKey(position.side, position.quarterHour), position]));
    const shown = sides.map((side) => ({ side: side.key, quarterHours: positionOfDay(side, quarterHours, booked) }));
    if (wantsCsv(accept)) {
      const items = shown.flatMap(({ side, quarterHours: lines }) =>
        lines.map((line) => ({ party, area, side, ...line })),
      );
      return csvPage(request, reply, columns, { items, next: null });
    }
    const total = totalOfSides(
      quarterHours,
      shown.map((side) => side.quarterHours),
    );
    return {
      ...{ party, area, day, timeZone: positionsTimeZone },
      sides: shown,
      total: { day: sumsOf(total), quarterHours: total },
    };
  }
}
