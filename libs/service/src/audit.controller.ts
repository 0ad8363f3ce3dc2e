import { Controller, Get, Headers, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { AuditTrail, type WrittenAudit } from '#libs/messaging';
import { wantsCsv } from './csv.js';
import { csvPage, type CsvPageReply, type CsvPageRequest } from './csv-page.js';
import { oneLine } from './one-line.js';
import { type Page, pageOf, pageQuery } from './page.js';
import { MayCall } from './route-rule.js';

const text = oneLine(200).optional();
const query = z.strictObject({
  who: text.describe('the id of a caller, like operator:anna'),
  action: text.describe('like requeue, drop or retry'),
  of: text.describe('what it was done to, like parked/17'),
  ...pageQuery,
  after: z
    .string()
    .regex(/^\d{1,18}$/, 'expected the number of a record')
    .optional(),
});
const audit = z.strictObject({
  no: z.string().describe('counts in the order of writing'),
  id: z.uuid(),
  at: z.iso.datetime(),
  who: z.string(),
  action: z.string(),
  of: z.string(),
  why: z.string(),
  seen: z.int().nullable().describe('the version that the operator saw'),
  details: z.record(z.string(), z.union([z.string(), z.number()])),
});
const found = z.strictObject({ items: z.array(audit), next: z.string().nullable() });

const shown = ({ at, ...record }: WrittenAudit): z.output<typeof audit> => ({ ...record, at: at.toISOString() });

const lineOf = (record: WrittenAudit) => ({ ...shown(record), details: JSON.stringify(record.details) });

/** For every service: who did what to it by hand, when and why. */
@ApiTags('audit')
@MayCall('operator')
@Controller('v1/audit')
export class AuditController {
  constructor(@Inject(AuditTrail) private readonly trail: AuditTrail) {}

  @Get()
  @ApiOperation({ summary: 'Operators’ actions on this service, the newest first; JSON or CSV' })
  @ApiOkResponse({ standardSchema: found })
  async list(
    @Query({ schema: query }) { who, action, of, after: before, limit }: z.output<typeof query>,
    @Headers('accept') accept: string | undefined,
    @Req() request: CsvPageRequest,
    @Res({ passthrough: true }) reply: CsvPageReply,
  ): Promise<Page<z.output<typeof audit>> | string> {
    const read = await this.trail.list({ who, action, of, before, limit: limit + 1 });
    const noOf = ({ no }: WrittenAudit): string => no;
    if (wantsCsv(accept)) return csvPage(request, reply, audit.keyof().options, pageOf(read, limit, noOf, lineOf));
    return pageOf(read, limit, noOf, shown);
  }
}
