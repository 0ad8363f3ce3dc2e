import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, Headers, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { ParkedDesk, type ParkedRow, type SettleParked, shownInListCharacters } from '#libs/messaging';
import type { Caller } from './caller.js';
import { wantsCsv } from './csv.js';
import { csvPage, type CsvPageReply, type CsvPageRequest } from './csv-page.js';
import { oneLine, why } from './one-line.js';
import { type Page, pageOf, pageQuery } from './page.js';
import { problems, slugOf } from './problem.js';
import { CalledBy, MayCall } from './route-rule.js';

const rowId = z.string().regex(/^\d{1,18}$/, 'expected the number of a parked message');
const query = z.strictObject({
  state: z
    .enum(['parked', 'requeued', 'dropped', 'all'])
    .default('parked')
    .describe('parked: waits for somebody to requeue or drop it'),
  topic: oneLine(249).optional(),
  reason: oneLine(200).optional().describe('stands anywhere in the reason, whatever its case'),
  sagaId: oneLine(200).optional(),
  ...pageQuery,
  after: rowId.optional(),
});
const settling = z.strictObject({
  version: z.int().min(1).max(2_147_483_647).describe('the version that you saw'),
  why,
});
const settledBy = z.strictObject({ at: z.iso.datetime(), by: z.string(), why: z.string(), audit: z.uuid() });
const parked = z.strictObject({
  id: z.string(),
  state: z.enum(['parked', 'requeued', 'dropped']),
  version: z.int(),
  kind: z.enum(['message', 'event', 'record', 'unsent parcel', 'unsent records']),
  topic: z.string(),
  partition: z.int(),
  offset: z.string().describe('with a minus sign where the broker refused it, and it has none'),
  parcel: z.uuid().nullable(),
  index: z.int().nullable().describe('its place in the parcel'),
  commandId: z.string().nullable(),
  sagaId: z.string().nullable(),
  reason: z.string(),
  stack: z.string().nullable(),
  body: z.string().describe(`in a list its first ${shownInListCharacters} characters`),
  parkedAt: z.iso.datetime(),
  settled: settledBy.nullable(),
});
const found = z.strictObject({ items: z.array(parked), next: z.string().nullable() });

type Shown = z.output<typeof parked>;

/** For every service: messages that could not be handled, and what becomes of them. */
@ApiTags('parked messages')
@MayCall('operator')
@Controller('v1/parked')
export class ParkedController {
  constructor(@Inject(ParkedDesk) private readonly desk: ParkedDesk) {}

  @Get()
  @ApiOperation({ summary: 'Messages that could not be handled, the oldest first; JSON, or CSV without bodies' })
  @ApiOkResponse({ standardSchema: found })
  async list(
    @Query({ schema: query }) { state, limit, ...filter }: z.output<typeof query>,
    @Headers('accept') accept: string | undefined,
    @Req() request: CsvPageRequest,
    @Res({ passthrough: true }) reply: CsvPageReply,
  ): Promise<Page<Shown> | string> {
    const rows = await this.desk.list({
      ...filter,
      state: state === 'all' ? undefined : state,
      limit: limit + 1,
    });
    const idOf = ({ id }: ParkedRow): string => id;
    if (wantsCsv(accept)) return csvPage(request, reply, parkedColumns, pageOf(rows, limit, idOf, parkedLine));
    return pageOf(rows, limit, idOf, shown);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One parked message with its whole body' })
  @ApiOkResponse({ standardSchema: parked })
  one(@Param('id', { schema: rowId }) id: string): Promise<Shown> {
    return this.#shown(id);
  }

  @Post(':id/requeue')
  @HttpCode(200)
  @ApiOperation({ summary: 'Sends it again to where it came from; an event is handled at once' })
  @ApiOkResponse({ standardSchema: parked })
  requeue(
    @Param('id', { schema: rowId }) id: string,
    @Body({ schema: settling }) body: z.output<typeof settling>,
    @CalledBy() caller: Caller,
  ): Promise<Shown> {
    return this.#settle({ id, as: 'requeued', ...body }, caller);
  }

  @Post(':id/drop')
  @HttpCode(200)
  @ApiOperation({ summary: 'Gives it up for good; it stays listed as dropped' })
  @ApiOkResponse({ standardSchema: parked })
  drop(
    @Param('id', { schema: rowId }) id: string,
    @Body({ schema: settling }) body: z.output<typeof settling>,
    @CalledBy() caller: Caller,
  ): Promise<Shown> {
    return this.#settle({ id, as: 'dropped', ...body }, caller);
  }

  async #settle(ask: Pick<SettleParked, 'id' | 'as' | 'version' | 'why'>, { id: who }: Caller): Promise<Shown> {
    const decision = await this.desk.settle({ ...ask, who, auditId: randomUUID(), parcelId: uuidv7() });
    if (decision.answer !== 'refused') return this.#shown(ask.id);
    const { reason, ...details } = decision.because;
    if (reason === 'unknown parked message') throw problems.notFound(`parked message ${ask.id}`);
    throw problems.conflict(slugOf(reason), sentences[reason](details), details);
  }

  async #shown(id: string): Promise<Shown> {
    const row = await this.desk.one(id);
    if (!row) throw problems.notFound(`parked message ${id}`);
    return shown(row);
  }
}

type Refusal = Extract<Awaited<ReturnType<ParkedDesk['settle']>>, { answer: 'refused' }>['because']['reason'];
type Details = Readonly<Record<string, string | number>>;

const sentences: Readonly<Record<Exclude<Refusal, 'unknown parked message'>, (details: Details) => string>> = {
  'settled already': ({ by, state }) => `It was ${state} by ${by} already.`,
  'changed since': ({ version, seen }) => `It is at version ${version}, and you saw ${seen}.`,
  'still cannot be handled': ({ why: because }) => `It still cannot be handled: ${because}.`,
  'no such partition': ({ topic, partition, partitions }) =>
    `There is no partition ${partition} of ${topic}, which has ${partitions}; it can only be dropped.`,
  'nobody reads it': ({ topic }) => `This service does not read ${topic} any more; it can only be dropped.`,
  'too old': ({ ageDays, mostDays }) =>
    `It is ${ageDays} days old, and what is older than ${mostDays} days might take effect twice; it can only be dropped.`,
  'bytes were lost': () => 'It was no text, and its bytes were not kept; it can only be dropped.',
  'no parcel': ({ why: because }) => `It is still no parcel: ${because}; it can only be dropped.`,
  'no event': () => 'It was no readable event, and its headers were not kept; it can only be dropped.',
};

const shown = ({ parkedAt, settledAt, settledBy: by, settledWhy, settledIn, ...row }: ParkedRow): Shown => ({
  ...row,
  parkedAt: parkedAt.toISOString(),
  settled:
    settledAt && by !== null && settledWhy !== null && settledIn !== null
      ? { at: settledAt.toISOString(), by, why: settledWhy, audit: settledIn }
      : null,
});

/** As CSV a message is one short line: neither its body nor the stack of what went wrong. */
const parkedColumns = [
  ...(['id', 'state', 'version', 'kind', 'topic', 'partition', 'offset', 'parcel', 'index', 'commandId'] as const),
  ...(['sagaId', 'reason', 'parkedAt', 'settledAt', 'settledBy', 'settledWhy', 'settledIn'] as const),
];

const parkedLine = ({ body: _body, stack: _stack, ...row }: ParkedRow) => ({
  ...row,
  parkedAt: row.parkedAt.toISOString(),
  settledAt: row.settledAt?.toISOString() ?? null,
});
