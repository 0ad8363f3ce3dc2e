import { Body, Controller, Get, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { areaEic, legEnergyWh } from '#libs/contracts';
import { GroupCommit } from '#libs/messaging';
import { AnswersRegistration, MayCall, oneOrMany, problems, register, type RegistrationReply } from '#libs/service';
import { registeredOtherwise } from './registered-otherwise.js';
import { AreaRow } from '../store/area.row.js';
import { registerArea } from './register-area.work.js';

const timeZone = z
  .string()
  .max(60)
  .refine(
    (zone) => Intl.supportedValuesOf('timeZone').includes(zone),
    'expected an IANA time zone, like Europe/Berlin',
  );
const area = z.strictObject({
  eic: areaEic,
  name: z.string().min(1).max(200),
  timeZone: timeZone.default('Europe/Berlin'),
  lotWh: legEnergyWh,
  gateLeadMinutes: z.int().min(0).max(1440),
});
const body = oneOrMany(area);

@ApiTags('areas')
@MayCall('operator', 'party', 'venue')
@Controller('v1/areas')
export class AreasController {
  constructor(
    @Inject(GroupCommit) private readonly groups: GroupCommit,
    @Inject(DataSource) private readonly dataSource: DataSource,
  ) {}

  @Post()
  @MayCall('operator')
  @ApiOperation({ summary: 'Registers an area: its calendar, lot and gate' })
  @AnswersRegistration()
  register(
    @Body({ schema: body }) asked: z.output<typeof body>,
    @Res({ passthrough: true }) reply: RegistrationReply,
  ): Promise<unknown> {
    return register(
      asked,
      {
        schema: area,
        register: (item) => this.groups.submit(registerArea, item),
        show: ({ eic }, answer) => ({ eic, location: `/v1/areas/${eic}`, answer }),
        problemOf: registeredOtherwise,
      },
      reply,
    );
  }

  @Get()
  @ApiOperation({ summary: 'All areas' })
  async list(): Promise<unknown> {
    const rows = await this.dataSource.getRepository(AreaRow).find({ order: { eic: 'ASC' } });
    return { items: rows.map(shown), next: null };
  }

  @Get(':eic')
  @ApiOperation({ summary: 'One area' })
  async one(@Param('eic') eic: string): Promise<unknown> {
    const row = await this.dataSource.getRepository(AreaRow).findOneBy({ eic });
    if (!row) throw problems.notFound(`area ${eic}`);
    return shown(row);
  }
}

const shown = ({ eic, name, timeZone: zone, lotWh, gateLeadMinutes }: AreaRow) => ({
  eic,
  name,
  timeZone: zone,
  lotWh: Number(lotWh),
  gateLeadMinutes,
});
