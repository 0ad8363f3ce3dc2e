import { Body, Controller, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { DataSource, MoreThan } from 'typeorm';
import { z } from 'zod';
import { partyEic, partyRole } from '#libs/contracts';
import { GroupCommit } from '#libs/messaging';
import {
  AnswersRegistration,
  MayCall,
  oneOrMany,
  pageOf,
  pageQuery,
  problems,
  register,
  type RegistrationReply,
} from '#libs/service';
import { registeredOtherwise } from './registered-otherwise.js';
import { PartyRow } from '../store/party.row.js';
import { registerParty } from './register-party.work.js';

const party = z.strictObject({
  eic: partyEic,
  name: z.string().min(1).max(200),
  roles: z.array(partyRole).min(1).max(5),
});
const body = oneOrMany(party);
const page = z.strictObject(pageQuery);

@ApiTags('parties')
@MayCall('operator', 'party', 'venue')
@Controller('v1/parties')
export class PartiesController {
  constructor(
    @Inject(GroupCommit) private readonly groups: GroupCommit,
    @Inject(DataSource) private readonly dataSource: DataSource,
  ) {}

  @Post()
  @MayCall('operator')
  @ApiOperation({ summary: 'Registers a party, or up to 500; the same content again is answered like the first' })
  @AnswersRegistration()
  register(
    @Body({ schema: body }) asked: z.output<typeof body>,
    @Res({ passthrough: true }) reply: RegistrationReply,
  ): Promise<unknown> {
    return register(
      asked,
      {
        schema: party,
        register: (item) => this.groups.submit(registerParty, item),
        show: ({ eic }, answer) => ({ eic, location: `/v1/parties/${eic}`, answer }),
        problemOf: registeredOtherwise,
      },
      reply,
    );
  }

  @Get()
  @ApiOperation({ summary: 'Parties in the order of their EICs' })
  async list(@Query({ schema: page }) { after = '', limit }: z.output<typeof page>): Promise<unknown> {
    const rows = await this.dataSource
      .getRepository(PartyRow)
      .find({ where: { eic: MoreThan(after) }, order: { eic: 'ASC' }, take: limit + 1 });
    return pageOf(rows, limit, ({ eic }) => eic, shown);
  }

  @Get(':eic')
  @ApiOperation({ summary: 'One party' })
  async one(@Param('eic') eic: string): Promise<unknown> {
    const row = await this.dataSource.getRepository(PartyRow).findOneBy({ eic });
    if (!row) throw problems.notFound(`party ${eic}`);
    return shown(row);
  }
}

const shown = ({ eic, name, roles, sequence, suspendedWhy, suspendedSince }: PartyRow) => ({
  ...{ eic, name, roles },
  /** Why an operator keeps it from trading; null where it may trade. */
  suspended: suspendedWhy,
  suspendedSince: suspendedSince?.toISOString() ?? null,
  sequence,
});
