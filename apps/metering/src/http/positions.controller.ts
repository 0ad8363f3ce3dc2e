import { areaEic, partyEic } from '#libs/contracts';
import { isDate, tradingDay } from '#libs/market';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { positionKey } from '../booking/position.js';
import { positionOfDay } from '../booking/position-of-day.js';
import { positionsOfDay } from '../store/position.reader.js';
import { sidesOfParty } from '../store/side.reader.js';

const query = z.strictObject({
  party: partyEic,
  area: areaEic,
  day: z.string().refine(isDate, 'a trading day is a date like 2026-05-01').meta({ format: 'date' }),
});

@ApiTags('positions')
@Controller('v1/positions')
export class PositionsController {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  @Get()
  @ApiOperation({
    summary: "Sold, bought, net, pending and free per quarter hour, for each of a party's sides in an area",
  })
  async read(@Query({ schema: query }) { party, area, day }: z.output<typeof query>) {
    const tradedDay = tradingDay(day);
    const sides = await sidesOfParty(this.dataSource, party, area);
    const keys = sides.map(({ key }) => key);
    const positions = await positionsOfDay(this.dataSource, keys, tradedDay);
    const booked = new Map(positions.map((position) => [positionKey(position.side, position.quarterHour), position]));
    return {
      party,
      area,
      day,
      sides: sides.map((side) => ({
        side: side.key,
        quarterHours: positionOfDay(side, tradedDay.quarterHours, booked),
      })),
    };
  }
}
