import { areaEic, type MeterPointRegisteredV1, partyEic } from '#libs/contracts';
import { GroupCommit } from '#libs/messaging';
import {
  AnswersRegistration,
  type Caller,
  CalledBy,
  MayCall,
  oneOrMany,
  type Page,
  pageOf,
  pageQuery,
  partyInSight,
  problems,
  register,
  type RegistrationReply,
  sees,
} from '#libs/service';
import { Body, Controller, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import type { MeterPoint } from '../meter-point/meter-point.js';
import { findSide, listSides } from '../store/side.reader.js';
import { meterPointBody, meterPointForm, showMeterPoint } from './meter-point.body.js';
import { registrable } from './registration.js';

const body = oneOrMany(meterPointBody);
const query = z.strictObject({ ...pageQuery, party: partyEic.optional(), area: areaEic.optional() });

@ApiTags('meter points')
@MayCall('operator', 'party')
@Controller('v1/meter-points')
export class MeterPointsController {
  constructor(
    @Inject(GroupCommit) private readonly groups: GroupCommit,
    @Inject(DataSource) private readonly dataSource: DataSource,
  ) {}

  @Post()
  @MayCall('operator')
  @ApiOperation({ summary: 'Registers a meter point, or up to 500; the same content again is answered like the first' })
  @AnswersRegistration()
  register(@Body({ schema: body }) asked: z.output<typeof body>, @Res({ passthrough: true }) reply: RegistrationReply) {
    return register(asked, registrable(this.groups, meterPointForm), reply);
  }

  @Get()
  @ApiOperation({ summary: 'Meter points in the order of their EICs' })
  async list(
    @Query({ schema: query }) asked: z.output<typeof query>,
    @CalledBy() caller: Caller,
  ): Promise<Page<MeterPointRegisteredV1>> {
    const party = partyInSight(caller, asked.party);
    const sides = await listSides(this.dataSource, { kind: 'meter point', ...asked, party, limit: asked.limit + 1 });
    const meterPoints = sides.filter((side): side is MeterPoint => side.kind === 'meter point');
    return pageOf(meterPoints, asked.limit, ({ key }) => key, showMeterPoint);
  }

  @Get(':eic')
  @ApiOperation({ summary: 'One meter point' })
  async read(@Param('eic') eic: string, @CalledBy() caller: Caller): Promise<MeterPointRegisteredV1> {
    const side = await findSide(this.dataSource, 'meter point', eic);
    if (side?.kind !== 'meter point' || !sees(caller, [side.party])) throw problems.notFound(`meter point ${eic}`);
    return showMeterPoint(side);
  }
}
