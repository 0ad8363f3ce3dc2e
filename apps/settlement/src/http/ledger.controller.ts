import { MayCall } from '#libs/service';
import { formatEur, money } from '#libs/units';
import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { LedgerWatch } from '../store/ledger.watch.js';
import { eurText } from './money-text.js';

const checked = z.strictObject({
  holds: z.boolean().describe('whether the books hold: true where nothing was found'),
  accounts: z.int(),
  transfers: z.int(),
  findings: z.array(
    z.strictObject({
      rule: z.string(),
      of: z.string().describe('an account or a trade'),
      expectedEur: eurText,
      foundEur: eurText,
    }),
  ),
});

@ApiTags('ledger')
@MayCall('operator')
@Controller('v1/ledger')
export class LedgerController {
  constructor(@Inject(LedgerWatch) private readonly ledger: LedgerWatch) {}

  @Get('check')
  @ApiOperation({ summary: 'Looks at all books as of one moment' })
  @ApiOkResponse({ standardSchema: checked })
  async check(): Promise<z.output<typeof checked>> {
    const { accounts, transfers, findings } = await this.ledger.check();
    return {
      holds: findings.length === 0,
      accounts,
      transfers,
      findings: findings.map(({ rule, of, expected, found }) => ({
        rule,
        of,
        expectedEur: formatEur(money(expected)),
        foundEur: formatEur(money(found)),
      })),
    };
  }
}
