import { randomUUID } from 'node:crypto';
import { Body, Controller, Headers, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { GroupCommit } from '#libs/messaging';
import { SagaRunner } from '#libs/saga-runner';
import { type Caller, CalledBy, MayCall, problems } from '#libs/service';
import { TradeReader } from '../store/trade.reader.js';
import type { Trade } from '../trade/trade.js';
import { AwaitedEnds, type RawReply } from './awaited-end.js';
import { counterTradeWork } from './counter-trade.work.js';
import { standingProblem } from './refusal-problem.js';
import { tradeView } from './trade-view.js';

const tradeId = z.uuid().toLowerCase();
const takingBack = z.strictObject({ why: z.string().trim().min(1).max(500) });

interface Reply extends RawReply {
  status(code: number): Reply;
  header(name: string, value: string): Reply;
}

@ApiTags('trades')
@MayCall('operator')
@Controller('v1/trades')
export class CounterTradesController {
  readonly #work: ReturnType<typeof counterTradeWork>;

  constructor(
    @Inject(GroupCommit) private readonly groups: GroupCommit,
    @Inject(TradeReader) private readonly reader: TradeReader,
    @Inject(AwaitedEnds) private readonly ends: AwaitedEnds,
    @Inject(SagaRunner) runner: SagaRunner<Trade>,
  ) {
    this.#work = counterTradeWork(runner);
  }

  @Post(':id/counter-trade')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Take a cleared trade back while its gate is open',
    description:
      'A linked trade the other way, with the same legs at the same price, runs as a saga of its own; both sides pay ' +
      'the usual fees. The original stays cleared. One that is rejected has taken nothing back, and may be made anew.',
  })
  @ApiHeader({
    name: 'Prefer',
    required: false,
    description: 'wait=5: answer when the counter-trade has ended, at most 5 seconds later',
  })
  async takeBack(
    @Param('id', { schema: tradeId }) of: string,
    @Body({ schema: takingBack }) { why }: z.output<typeof takingBack>,
    @Headers('prefer') prefer: string | undefined,
    @Res({ passthrough: true }) response: Reply,
    @CalledBy() { id: who }: Caller,
  ): Promise<unknown> {
    const id = uuidv7();
    const decision = await this.groups.submit(this.#work, { of, id, audit: { id: randomUUID(), who, why } });
    if (decision.answer === 'refused' || decision.answer === 'ignored') {
      if (decision.because.reason === 'unknown trade') throw problems.notFound(`trade ${of}`);
      throw standingProblem('The trade is not taken back', decision.because);
    }
    const location = `/v1/trades/${id}`;
    response.header('location', location);
    const found = (await this.ends.within(prefer, [id], response)) ? await this.reader.one(id) : undefined;
    if (!found) return { tradeId: id, counterOf: of, location };
    response.status(200);
    return { ...tradeView(found, 'all'), location };
  }
}
