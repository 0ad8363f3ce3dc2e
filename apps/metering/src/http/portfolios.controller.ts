import { areaEic, partyEic } from '#libs/contracts';
import { GroupCommit } from '#libs/messaging';
import { oneOrMany, type Page, pageOf, pageQuery, problems, register, type RegistrationReply } from '#libs/service';
import { watts } from '#libs/units';
import { Body, Controller, Get, Inject, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Portfolio } from '../meter-point/portfolio.js';
import { findSide, listSides } from '../store/side.reader.js';
import { limitsBody, portfolioBody, portfolioForm, type ShownPortfolio, showPortfolio } from './portfolio.body.js';
import { registrable } from './registration.js';
import { setLimits } from './set-limits.work.js';

const body = oneOrMany(portfolioBody);
const query = z.strictObject({ ...pageQuery, party: partyEic.optional(), area: areaEic.optional() });

@ApiTags('portfolios')
@Controller('v1/portfolios')
export class PortfoliosController {
  constructor(
    @Inject(GroupCommit) private readonly groups: GroupCommit,
    @Inject(DataSource) private readonly dataSource: DataSource,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Registers a portfolio, or up to 500; the same content again is answered like the first' })
  register(@Body({ schema: body }) asked: z.output<typeof body>, @Res({ passthrough: true }) reply: RegistrationReply) {
    return register(asked, registrable(this.groups, portfolioForm), reply);
  }

  @Get()
  @ApiOperation({ summary: 'Portfolios in the order of party and area; the cursor is party/area' })
  async list(@Query({ schema: query }) asked: z.output<typeof query>): Promise<Page<ShownPortfolio>> {
    const sides = await listSides(this.dataSource, { kind: 'portfolio', ...asked, limit: asked.limit + 1 });
    const portfolios = sides.filter((side): side is Portfolio => side.kind === 'portfolio');
    return pageOf(portfolios, asked.limit, ({ key }) => key, showPortfolio);
  }

  @Get(':party/:area')
  @ApiOperation({ summary: 'One portfolio' })
  async read(@Param('party') party: string, @Param('area') area: string): Promise<ShownPortfolio> {
    const side = await findSide(this.dataSource, 'portfolio', `${party}/${area}`);
    if (side?.kind !== 'portfolio') throw problems.notFound(`portfolio of ${party} in ${area}`);
    return showPortfolio(side);
  }

  @Put(':party/:area/limits')
  @ApiOperation({ summary: 'Sets the two limits; what is booked above them stands, and keeps new bookings out' })
  async limit(
    @Param('party') party: string,
    @Param('area') area: string,
    @Body({ schema: limitsBody }) asked: z.output<typeof limitsBody>,
  ): Promise<ShownPortfolio> {
    const decision = await this.groups.submit(setLimits, {
      key: `${party}/${area}`,
      injectionLimitW: watts(asked.injectionLimitW),
      consumptionLimitW: watts(asked.consumptionLimitW),
    });
    return decision.answer === 'accepted' ? showPortfolio(decision.what) : this.read(party, area);
  }
}
