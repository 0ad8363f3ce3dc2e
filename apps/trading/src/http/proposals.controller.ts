import { Body, Controller, Headers, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { GroupCommit } from '#libs/messaging';
import { SagaRunner } from '#libs/saga-runner';
import { type Caller, CalledBy, type FieldError, MayCall, problems, ShedOnOverload } from '#libs/service';
import { TradeReader } from '../store/trade.reader.js';
import type { TermDifference } from '../proposal/term-differences.js';
import type { Trade } from '../trade/trade.js';
import { AwaitedEnds, type RawReply } from './awaited-end.js';
import { Intake } from './intake.js';
import { confirmTradeWork } from './confirm-trade.work.js';
import { declineTrade } from './decline-trade.work.js';
import { standingProblem } from './refusal-problem.js';
import { viewerOf } from './sight.js';
import { readTermsForm, termsOfLegs, termsOfOnePeriod } from './trade-form.js';
import { tradeView } from './trade-view.js';

const tradeId = z.uuid().toLowerCase();
/** Whoever has nothing to say may leave the body out. */
const declining = z.strictObject({ why: z.string().trim().min(1).max(500).optional() }).optional();

interface Reply extends RawReply {
  status(code: number): Reply;
  header(name: string, value: string): Reply;
}

@ApiTags('trades')
@MayCall('party')
@Controller('v1/trades')
export class ProposalsController {
  readonly #confirm: ReturnType<typeof confirmTradeWork>;

  constructor(
    @Inject(GroupCommit) private readonly groups: GroupCommit,
    @Inject(TradeReader) private readonly reader: TradeReader,
    @Inject(AwaitedEnds) private readonly ends: AwaitedEnds,
    @Inject(Intake) private readonly intake: Intake,
    @Inject(SagaRunner) runner: SagaRunner<Trade>,
  ) {
    this.#confirm = confirmTradeWork(runner);
  }

  @Post(':id/confirm')
  @HttpCode(202)
  @ShedOnOverload()
  @ApiOperation({
    summary: 'Confirm a trade that the counterparty proposed',
    description:
      'The body says the complete terms as the confirming side holds them; where they differ from those proposed, the ' +
      'answer names each field with both values and nothing has changed. Confirmed again, it is answered the same.',
  })
  @ApiHeader({
    name: 'Prefer',
    required: false,
    description: 'wait=5: answer when the trade has ended, at most 5 seconds later',
  })
  @ApiBody({
    schema: z.toJSONSchema(z.union([termsOfLegs, termsOfOnePeriod]), { io: 'input', unrepresentable: 'any' }) as object,
  })
  async confirm(
    @Param('id', { schema: tradeId }) id: string,
    @Body() body: unknown,
    @Headers('prefer') prefer: string | undefined,
    @Res({ passthrough: true }) response: Reply,
    @CalledBy() caller: Caller,
  ): Promise<unknown> {
    const form = readTermsForm(body);
    if (!form.ok) throw problems.invalidFields(form.faults);
    const ask = { id, by: caller.id, terms: form.trade.terms };
    const confirming = () => this.groups.submit(this.#confirm, ask);
    const { decision, differences } = await this.intake.taking(1, confirming);
    if (decision.answer === 'refused' || decision.answer === 'ignored') {
      if (decision.because.reason === 'unknown trade') throw problems.notFound(`trade ${id}`);
      const errors = differences.map((difference) => saidOf(difference, form.pointerTo));
      throw standingProblem('The trade is not confirmed', decision.because, errors);
    }
    const location = `/v1/trades/${id}`;
    response.header('location', location);
    const found = (await this.ends.within(prefer, [id], response)) ? await this.reader.one(id) : undefined;
    if (!found) return { tradeId: id, location };
    response.status(200);
    return { ...tradeView(found, viewerOf(caller)), location };
  }

  @Post(':id/decline')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Decline a trade that the counterparty proposed, or withdraw one of its own',
    description: 'The trade ends rejected. Declined again, it is answered the same.',
  })
  async decline(
    @Param('id', { schema: tradeId }) id: string,
    @Body({ schema: declining }) said: z.output<typeof declining>,
    @CalledBy() { id: by }: Caller,
  ): Promise<unknown> {
    const decision = await this.groups.submit(declineTrade, { id, by, why: said?.why });
    if (decision.answer === 'accepted' || decision.answer === 'already')
      return { tradeId: id, state: 'rejected', location: `/v1/trades/${id}` };
    if (decision.because.reason === 'unknown trade') throw problems.notFound(`trade ${id}`);
    throw standingProblem('The trade is not declined', decision.because);
  }
}

const valueOf = (value: TermDifference['proposed']): string => (value === null ? 'nothing' : String(value));

const saidOf = ({ at, proposed, confirmed }: TermDifference, pointerTo: (at: string) => string) =>
  ({
    pointer: pointerTo(at),
    detail: `${valueOf(proposed)} was proposed, ${valueOf(confirmed)} is confirmed`,
    ...{ proposed, confirmed },
  }) satisfies FieldError & object;
