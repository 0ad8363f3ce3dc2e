import { randomUUID } from 'node:crypto';
import { areaEic, partyEic } from '#libs/contracts';
import { GroupCommit } from '#libs/messaging';
import {
  AnswersRegistration,
  type Caller,
  CalledBy,
  MayCall,
  mustBeIn,
  oneOrMany,
  type Page,
  pageOf,
  pageQuery,
  partyInSight,
  problems,
  register,
  type RegistrationReply,
  slugOf,
} from '#libs/service';
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
/** Why goes into the audit; a portfolio that is at another version than was seen is left as it is. */
const newLimits = z.strictObject({
  ...limitsBody.shape,
  why: z.string().trim().min(1).max(500),
  version: z.int().min(1).optional().describe('the sequence that was seen'),
});
const query = z.strictObject({ ...pageQuery, party: partyEic.optional(), area: areaEic.optional() });

@ApiTags('portfolios')
@MayCall('operator', 'party')
@Controller('v1/portfolios')
export class PortfoliosController {
  constructor(
    @Inject(GroupCommit) private readonly groups: GroupCommit,
    @Inject(DataSource) private readonly dataSource: DataSource,
  ) {}

  @Post()
  @MayCall('operator')
  @ApiOperation({ summary: 'Registers a portfolio, or up to 500; the same content again is answered like the first' })
  @AnswersRegistration()
  register(@Body({ schema: body }) asked: z.output<typeof body>, @Res({ passthrough: true }) reply: RegistrationReply) {
    return register(asked, registrable(this.groups, portfolioForm), reply);
  }

  @Get()
  @ApiOperation({ summary: 'Portfolios in the order of party and area; the cursor is party/area' })
  async list(
    @Query({ schema: query }) asked: z.output<typeof query>,
    @CalledBy() caller: Caller,
  ): Promise<Page<ShownPortfolio>> {
    const inSight = partyInSight(caller, asked.party);
    const filter = { kind: 'portfolio', ...asked, party: inSight, limit: asked.limit + 1 } as const;
    const sides = await listSides(this.dataSource, filter);
    const portfolios = sides.filter((side): side is Portfolio => side.kind === 'portfolio');
    return pageOf(portfolios, asked.limit, ({ key }) => key, showPortfolio);
  }

  @Get(':party/:area')
  @ApiOperation({ summary: 'One portfolio' })
  async read(
    @Param('party') party: string,
    @Param('area') area: string,
    @CalledBy() caller: Caller,
  ): Promise<ShownPortfolio> {
    mustBeIn(caller, party);
    const side = await findSide(this.dataSource, 'portfolio', `${party}/${area}`);
    if (side?.kind !== 'portfolio') throw problems.notFound(`portfolio of ${party} in ${area}`);
    return showPortfolio(side);
  }

  @Put(':party/:area/limits')
  @MayCall('operator')
  @ApiOperation({ summary: 'Sets the two limits; what is booked above them stands, and keeps new bookings out' })
  async limit(
    @Param('party') party: string,
    @Param('area') area: string,
    @Body({ schema: newLimits }) { why, version: seen, ...limits }: z.output<typeof newLimits>,
    @CalledBy() caller: Caller,
  ): Promise<ShownPortfolio> {
    const decision = await this.groups.submit(setLimits, {
      key: `${party}/${area}`,
      injectionLimitW: watts(limits.injectionLimitW),
      consumptionLimitW: watts(limits.consumptionLimitW),
      seen,
      audit: { id: randomUUID(), who: caller.id, why },
    });
    if (decision.answer === 'accepted') return showPortfolio(decision.what);
    if (decision.answer === 'refused' && decision.because.reason === 'changed since it was seen') {
      const { reason, ...versions } = decision.because;
      const detail = `The portfolio is at version ${versions['version']}; version ${seen} was seen.`;
      throw problems.conflict(slugOf(reason), detail, versions);
    }
    return this.read(party, area, caller);
  }
}
