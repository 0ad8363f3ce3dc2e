import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { GroupCommit } from '#libs/messaging';
import { phaseOf, stuckSteps, timeline } from '#libs/saga';
import { retryWork, SagaRunner } from '#libs/saga-runner';
import { pageOf, pageQuery, Problem, problems, slugOf } from '#libs/service';
import { TradeReader, type TradeWithSaga } from '../store/trade.reader.js';
import type { TradingState } from '../store/trading.state.js';
import { tradeState } from '../trade/trade-state.js';
import type { Trade } from '../trade/trade.js';

const sagaId = z.uuid().toLowerCase();
const page = z.strictObject({
  phase: z.enum(['doing', 'undoing', 'finishing', 'done', 'undone']).optional(),
  stuck: z.stringbool().optional(),
  ...pageQuery,
  after: z.uuid().optional(),
});
/** The revision that the operator saw; a saga that has moved since is not touched. */
const retry = z.strictObject({ revision: z.int().min(1) });

const iso = (ms: number): string => new Date(ms).toISOString();

@ApiTags('sagas')
@Controller('v1/sagas')
export class SagasController {
  readonly #retry: ReturnType<typeof retryWork<Trade, TradingState>>;

  constructor(
    @Inject(GroupCommit) private readonly groups: GroupCommit,
    @Inject(TradeReader) private readonly reader: TradeReader,
    @Inject(SagaRunner) private readonly runner: SagaRunner<Trade>,
  ) {
    this.#retry = retryWork<Trade, TradingState>(runner);
  }

  @Get()
  @ApiOperation({ summary: 'Sagas by phase, or the stuck ones' })
  async list(@Query({ schema: page }) { phase, stuck, after, limit }: z.output<typeof page>): Promise<unknown> {
    const found = await this.reader.sagas({ phase, stuck, after, limit: limit + 1 });
    return pageOf(found, limit, ({ saga }) => saga.id, summary);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One saga as a timeline: every ask, answer and refusal, with durations' })
  async one(@Param('id', { schema: sagaId }) id: string): Promise<unknown> {
    const found = await this.reader.one(id);
    if (!found) throw problems.notFound(`saga ${id}`);
    const pivot = this.runner.definitionOf(found.saga).pivot.step;
    return {
      ...summary(found),
      timeline: timeline(pivot, found.saga.progress).map(({ askedAt, answeredAt, ...entry }) => ({
        ...entry,
        askedAt: iso(askedAt),
        ...(answeredAt !== undefined && { answeredAt: iso(answeredAt), durationMs: Math.round(answeredAt - askedAt) }),
      })),
    };
  }

  @Post(':id/retry')
  @HttpCode(202)
  @ApiOperation({ summary: 'Ask every stuck step again, now' })
  async retry(
    @Param('id', { schema: sagaId }) id: string,
    @Body({ schema: retry }) { revision }: z.output<typeof retry>,
  ): Promise<unknown> {
    const decision = await this.groups.submit(this.#retry, { sagaId: id, revision });
    if (decision.answer === 'accepted') return { sagaId: id, askedAgain: decision.what };
    if (decision.answer === 'already') return { sagaId: id, askedAgain: [] };
    const { reason, ...details } = decision.because;
    if (reason === 'unknown saga') throw problems.notFound(`saga ${id}`);
    throw new Problem({
      status: 409,
      slug: slugOf(reason),
      title: 'Nothing was retried',
      detail: `${reason}.`,
      extra: details,
    });
  }
}

function summary({ trade, saga }: TradeWithSaga): Record<string, unknown> {
  const { progress } = saga;
  return {
    sagaId: saga.id,
    saga: saga.name,
    version: saga.version,
    revision: saga.revision,
    phase: phaseOf(progress),
    stuck: stuckSteps(progress),
    trade: {
      tradeId: trade.id,
      externalId: trade.externalId,
      state: tradeState(progress),
      seller: trade.seller,
      buyer: trade.buyer,
    },
    startedAt: iso(progress.startedAt),
    ...(progress.ended && {
      endedAt: iso(progress.ended.at),
      durationMs: Math.round(progress.ended.at - progress.startedAt),
    }),
    ...(progress.rejected && { rejected: { step: progress.rejected.step, because: progress.rejected.because } }),
  };
}
