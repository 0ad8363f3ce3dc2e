import { randomUUID } from 'node:crypto';
import { Body, Controller, Delete, Inject, Param, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { partyEic } from '#libs/contracts';
import { GroupCommit } from '#libs/messaging';
import { type Caller, CalledBy, MayCall, problems } from '#libs/service';
import { suspendParty } from './suspend-party.work.js';

const saying = z.strictObject({ why: z.string().trim().min(1).max(500) });

@ApiTags('parties')
@MayCall('operator')
@Controller('v1/parties/:eic/suspension')
export class SuspensionsController {
  constructor(@Inject(GroupCommit) private readonly groups: GroupCommit) {}

  @Put()
  @ApiOperation({
    summary: 'Keep a party from trading',
    description:
      'What it submits, proposes or confirms is refused with the reason, and so is what others submit with it. Trades ' +
      'under way go on to their end, and an operator may still take trades back.',
  })
  suspend(
    @Param('eic', { schema: partyEic }) eic: string,
    @Body({ schema: saying }) { why }: z.output<typeof saying>,
    @CalledBy() caller: Caller,
  ): Promise<unknown> {
    return this.#act(eic, true, why, caller);
  }

  @Delete()
  @ApiOperation({ summary: 'Let a suspended party trade again' })
  end(
    @Param('eic', { schema: partyEic }) eic: string,
    @Query({ schema: saying }) { why }: z.output<typeof saying>,
    @CalledBy() caller: Caller,
  ): Promise<unknown> {
    return this.#act(eic, false, why, caller);
  }

  async #act(eic: string, suspend: boolean, why: string, { id: who }: Caller): Promise<unknown> {
    const answer = await this.groups.submit(suspendParty, { eic, suspend, audit: { id: randomUUID(), who, why } });
    if (answer.answer === 'refused' || answer.answer === 'ignored') throw problems.notFound(`party ${eic}`);
    return { eic, suspended: suspend ? why : null, answer: answer.answer };
  }
}
