import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { readMarketClock } from './market-clock.js';
import { Anyone } from './route-rule.js';

const instant = z.string().meta({ format: 'date-time' });
const marketTime = z.strictObject({
  marketTime: instant.describe('what the market clock shows: gates, expiry and periods go by it'),
  wallTime: instant.describe('what the wall clock shows: deadlines and time stamps go by it'),
  speed: z.number().describe('market seconds per second'),
});

/** For every service: which time the market has. */
@ApiTags('market time')
@Anyone()
@Controller('v1/market-time')
export class MarketTimeController {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  @Get()
  @ApiOperation({ summary: 'Both clocks, by the database of the service' })
  @ApiOkResponse({ standardSchema: marketTime })
  async read(): Promise<z.output<typeof marketTime>> {
    const { market, wall, speed } = await readMarketClock(this.dataSource);
    return { marketTime: new Date(market).toISOString(), wallTime: new Date(wall).toISOString(), speed };
  }
}
