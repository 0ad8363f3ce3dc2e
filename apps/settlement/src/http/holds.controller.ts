import { problems } from '#libs/service';
import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { HoldRow, holdOf } from '../store/hold.row.js';
import { documentOfHold, type HoldDocument, holdDocument } from './hold-document.js';

const tradeId = z.uuid();

@ApiTags('holds')
@Controller('v1/holds')
export class HoldsController {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  @Get(':id')
  @ApiOperation({ summary: "A trade's hold: what was set aside, or why nothing was" })
  @ApiOkResponse({ standardSchema: holdDocument })
  async one(@Param('id', { schema: tradeId }) id: string): Promise<HoldDocument> {
    const row = await this.dataSource.getRepository(HoldRow).findOneBy({ id });
    if (!row) throw problems.notFound(`hold ${id}`);
    return documentOfHold(holdOf(row));
  }
}
