import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { TransferRow, transferOf } from '../store/transfer.row.js';
import { documentOfTransfer, transferDocument } from './transfer-document.js';

const asked = z.strictObject({ of: z.uuid().describe('a trade or a deposit') });
const found = z.strictObject({ transfers: z.array(transferDocument) });

@ApiTags('transfers')
@Controller('v1/transfers')
export class TransfersController {
  constructor(@Inject(DataSource) private readonly dataSource: DataSource) {}

  @Get()
  @ApiOperation({ summary: 'What a trade or a deposit has moved; none where it has moved nothing' })
  @ApiOkResponse({ standardSchema: found })
  async list(@Query({ schema: asked }) { of }: z.output<typeof asked>): Promise<z.output<typeof found>> {
    const rows = await this.dataSource.getRepository(TransferRow).find({ where: { of }, order: { part: 'ASC' } });
    return { transfers: rows.map((row) => documentOfTransfer(transferOf(row))) };
  }
}
