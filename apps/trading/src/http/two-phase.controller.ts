import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { MayCall, pageOf, pageQuery, problems } from '#libs/service';
import { GlobalTransactionReader, transactionFilters } from '../store/global-transaction.reader.js';
import { participants } from '../two-phase/legs-of-trades.js';
import { globalTransactionView } from './global-transaction-view.js';

const words = 'expected a gid: eight hexadecimal digits, a hyphen, thirty-two hexadecimal digits';
const gid = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{32}$/, words);
/** PostgreSQL calls what is prepared `<gid>/<participant>`; whoever pastes that means the whole. */
const pastedGid = z
  .string()
  .regex(new RegExp(`^[0-9a-f]{8}-[0-9a-f]{32}(/(${participants.join('|')}))?$`), words)
  .overwrite((name) => name.replace(/\/.*$/, ''));
const page = z.strictObject({
  state: z.enum(transactionFilters).optional(),
  trade: z.uuid().toLowerCase().optional().describe('one of its trades, by its id'),
  ...pageQuery,
  after: gid.optional(),
});

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
      'A mixed one is in doubt until all have acknowledged. ' +
      'Ended ones are kept for a day, mixed ones until somebody has looked.',
  })
  async list(@Query({ schema: page }) { limit, ...sought }: z.output<typeof page>): Promise<unknown> {
    const found = await this.reader.find(sought, limit + 1);
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
  async one(@Param('gid', { schema: pastedGid }) asked: string): Promise<unknown> {
    const found = await this.reader.one(asked);
    if (!found) throw problems.notFound(`global transaction ${asked}`);
    return globalTransactionView(found, Date.now());
  }
}
