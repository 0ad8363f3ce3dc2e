import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { partyEic } from '#libs/contracts';
import type { Because } from '#libs/decision';
import { GroupCommit } from '#libs/messaging';
import type { OperatorSignal } from '#libs/saga';
import { SagaRunner } from '#libs/saga-runner';
import {
  type Caller,
  CalledBy,
  MayCall,
  oneLine,
  pageOf,
  pageQuery,
  Problem,
  problems,
  slugOf,
  wholeNumber,
  why,
} from '#libs/service';
import { SagaReader } from '../store/saga.reader.js';
import type { Trade } from '../trade/trade.js';
import { pivotStepOf } from './pivot-step.js';
import { sagaActionWork } from './saga-action.work.js';
import { sagaView, timelineView } from './saga-view.js';
import { seesTrade } from './sees-trade.js';
import { viewerOf } from './sight.js';

const sagaId = z.uuid().toLowerCase();
const seconds = wholeNumber(0, 1_000_000_000).optional();
const yesOrNo = z
  .stringbool({ truthy: ['true'], falsy: ['false'] })
  .meta({ enum: ['true', 'false'] })
  .optional();
const page = z.strictObject({
  state: z.enum(['pending', 'confirmed', 'cleared', 'rejected', 'stuck']).optional(),
  phase: z.enum(['doing', 'undoing', 'finishing', 'done', 'undone']).optional(),
  open: yesOrNo,
  stuck: yesOrNo,
  paused: yesOrNo,
  byHand: yesOrNo,
  step: oneLine(100).optional(),
  party: partyEic.optional(),
  reason: oneLine(200).optional(),
  olderThanS: seconds,
  youngerThanS: seconds,
  ...pageQuery,
  after: z.uuid().optional(),
});
/** The revision that the operator saw, since a saga that has moved is not touched, and why, for the audit. */
const action = z.strictObject({ revision: z.int().min(1).max(2_147_483_647), why });
const skipping = z.strictObject({ ...action.shape, step: oneLine(100) });

@ApiTags('sagas')
@MayCall('operator')
@Controller('v1/sagas')
export class SagasController {
  readonly #work: ReturnType<typeof sagaActionWork>;

  constructor(
    @Inject(GroupCommit) private readonly groups: GroupCommit,
    @Inject(SagaReader) private readonly reader: SagaReader,
    @Inject(SagaRunner) private readonly runner: SagaRunner<Trade>,
  ) {
    this.#work = sagaActionWork(runner);
  }

  @Get()
  @ApiOperation({ summary: 'Sagas by state, step, age, party, reason: what each waits for, and how often it asked' })
  async list(@Query({ schema: page }) { limit, ...filter }: z.output<typeof page>): Promise<unknown> {
    const found = await this.reader.find({ ...filter, limit: limit + 1 });
    const now = Date.now();
    return pageOf(
      found,
      limit,
      ({ id }) => id,
      (saga) => sagaView(saga, 'all', now),
    );
  }

  @Get(':id')
  @MayCall('operator', 'party', 'venue')
  @ApiOperation({ summary: 'One saga as a timeline: every ask, answer and refusal, with durations' })
  async one(@Param('id', { schema: sagaId }) id: string, @CalledBy() caller: Caller): Promise<unknown> {
    const saga = await this.reader.one(id);
    if (!saga || !seesTrade(caller, saga.subject)) throw problems.notFound(`saga ${id}`);
    const viewer = viewerOf(caller);
    return {
      ...sagaView(saga, viewer, Date.now()),
      timeline: timelineView(pivotStepOf(this.runner, saga), saga, viewer),
    };
  }

  @Post(':id/retry')
  @HttpCode(202)
  @ApiOperation({ summary: 'Ask every stuck step again, now' })
  retry(
    @Param('id', { schema: sagaId }) id: string,
    @Body({ schema: action }) asked: z.output<typeof action>,
    @CalledBy() caller: Caller,
  ): Promise<unknown> {
    return this.#act(id, { signal: 'retry' }, asked, caller);
  }

  @Post(':id/force-undo')
  @HttpCode(202)
  @ApiOperation({ summary: 'Undo everything that was asked for; only before the pivot' })
  forceUndo(
    @Param('id', { schema: sagaId }) id: string,
    @Body({ schema: action }) asked: z.output<typeof action>,
    @CalledBy() caller: Caller,
  ): Promise<unknown> {
    return this.#act(id, { signal: 'force undo' }, asked, caller);
  }

  @Post(':id/skip')
  @HttpCode(202)
  @ApiOperation({ summary: 'Go on without a stuck step; what it should have done is to be done by hand' })
  skip(
    @Param('id', { schema: sagaId }) id: string,
    @Body({ schema: skipping }) { step, ...asked }: z.output<typeof skipping>,
    @CalledBy() caller: Caller,
  ): Promise<unknown> {
    return this.#act(id, { signal: 'skip', step }, asked, caller);
  }

  @Post(':id/pause')
  @HttpCode(202)
  @ApiOperation({ summary: 'Stop sending; answers are kept, deadlines stand still' })
  pause(
    @Param('id', { schema: sagaId }) id: string,
    @Body({ schema: action }) asked: z.output<typeof action>,
    @CalledBy() caller: Caller,
  ): Promise<unknown> {
    return this.#act(id, { signal: 'pause' }, asked, caller);
  }

  @Post(':id/resume')
  @HttpCode(202)
  @ApiOperation({ summary: 'Go on where a paused saga stood' })
  resume(
    @Param('id', { schema: sagaId }) id: string,
    @Body({ schema: action }) asked: z.output<typeof action>,
    @CalledBy() caller: Caller,
  ): Promise<unknown> {
    return this.#act(id, { signal: 'resume' }, asked, caller);
  }

  async #act(
    id: string,
    signal: OperatorSignal,
    { revision, why: because }: z.output<typeof action>,
    { id: who }: Caller,
  ): Promise<unknown> {
    const audit = { id: randomUUID(), who, why: because };
    const decision = await this.groups.submit(this.#work, { sagaId: id, revision, signal, audit });
    if (decision.answer === 'accepted')
      return { action: signal.signal, auditId: audit.id, ...sagaView(decision.what, 'all', Date.now()) };
    throw refusal(id, decision.because);
  }
}

function refusal(id: string, { reason, ...details }: Because): Problem {
  if (reason === 'unknown saga') return problems.notFound(`saga ${id}`);
  const said = Object.entries(details).map(([name, value]) => `${name} ${value}`);
  return new Problem({
    status: 409,
    slug: slugOf(reason),
    title: 'Nothing was done',
    detail: `${reason}${said.length > 0 ? ` (${said.join(', ')})` : ''}.`,
    extra: details,
  });
}
