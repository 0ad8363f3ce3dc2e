import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { MayCall, pageOf, pageQuery, problems } from '#libs/service';
import { GlobalTransactionReader, transactionFilters } from '../store/global-transaction.reader.js';
import { globalTransactionView } from './global-transaction-view.js';

const gid = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{32}$/, 'expected a gid: eight digits, a hyphen, thirty-two digits');
const page = z.strictObject({ state: z.enum(transactionFilters).optional(), ...pageQuery, after: gid.optional() });

@ApiTags('two-phase')
@MayCall('operator')
@Controller('v1/two-phase')
export class TwoPhaseController {
  constructor(@Inject(GlobalTransactionReader) private readonly reader: GlobalTransactionReader) {}

  @Get()
  @ApiOperation({
    summary: 'Global transactions: open, in doubt, ended, mixed',
    description:
      'In doubt is what may be prepared at a participant and is not known there to be decided: its rows are locked. ' +
      'Ended ones are kept for a day, mixed ones until somebody has looked.',
  })
  async list(@Query({ schema: page }) { state, after, limit }: z.output<typeof page>): Promise<unknown> {
    const found = await this.reader.find(state, after, limit + 1);
    const now = Date.now();
    return pageOf(
      found,
      limit,
      ({ transaction }) => transaction.gid,
      (seen) => globalTransactionView(seen, now),
    );
  }

  @Get(':gid')
  @ApiOperation({ summary: 'One global transaction: its trades, the rows that it locks, votes and acknowledgements' })
  async one(@Param('gid', { schema: gid }) asked: string): Promise<unknown> {
    const found = await this.reader.one(asked);
    if (!found) throw problems.notFound(`global transaction ${asked}`);
    return globalTransactionView(found, Date.now());
  }
}
