import { createHash } from 'node:crypto';
import { Body, Controller, Headers, HttpCode, Inject, Post, Res } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { Because } from '#libs/decision';
import { GroupCommit } from '#libs/messaging';
import { SagaRunner } from '#libs/saga-runner';
import { type Caller, CalledBy, idempotencyKey, MayCall, type Problem, problems, ShedOnOverload } from '#libs/service';
import { jsonPointer } from '#libs/strict-json';
import { type ReadTrade, TradeReader } from '../store/trade.reader.js';
import type { Trade } from '../trade/trade.js';
import { AwaitedEnds, type RawReply } from './awaited-end.js';
import { withinFaultBudget } from './fault-budget.js';
import { Intake } from './intake.js';
import { refusalProblem } from './refusal-problem.js';
import { viewerOf } from './sight.js';
import { type SubmitAnswer, type SubmitTrades, submitTradesWork } from './submit-trades.work.js';
import { mostTradesPerRequest, type ReadForm, readTradeForm, tradeOfLegs, tradeOfOnePeriod } from './trade-form.js';
import { tradeView } from './trade-view.js';

interface Reply extends RawReply {
  status(code: number): Reply;
  header(name: string, value: string): Reply;
}

@ApiTags('trades')
@Controller('v1/trades')
export class TradeSubmissionController {
  readonly #work: ReturnType<typeof submitTradesWork>;

  constructor(
    @Inject(GroupCommit) private readonly groups: GroupCommit,
    @Inject(TradeReader) private readonly reader: TradeReader,
    @Inject(AwaitedEnds) private readonly ends: AwaitedEnds,
    @Inject(Intake) private readonly intake: Intake,
    @Inject(SagaRunner) runner: SagaRunner<Trade>,
  ) {
    this.#work = submitTradesWork(runner);
  }

  @Post()
  @HttpCode(202)
  @MayCall('venue', 'party')
  @ShedOnOverload()
  @ApiOperation({
    summary: `Submit a trade, or up to ${mostTradesPerRequest} under one key, each with its own answer`,
    description:
      "A venue's trade binds at once. A party's trade, of which it is the seller or the buyer, is proposed: it binds " +
      'when its counterparty confirms the same terms, and lapses when the gate closes before.',
  })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: true,
    description: 'the same key with the same payload is answered the same',
  })
  @ApiHeader({
    name: 'Prefer',
    required: false,
    description: 'wait=5: answer when the trade has ended, at most 5 seconds later',
  })
  @ApiBody({
    schema: z.toJSONSchema(
      z.union([
        tradeOfLegs,
        tradeOfOnePeriod,
        z.strictObject({
          trades: z
            .array(z.union([tradeOfLegs, tradeOfOnePeriod]))
            .min(1)
            .max(mostTradesPerRequest),
        }),
      ]),
      { io: 'input', unrepresentable: 'any' },
    ) as object,
  })
  async submit(
    @Body() body: unknown,
    @Headers('idempotency-key') keyHeader: string | undefined,
    @Headers('prefer') prefer: string | undefined,
    @Res({ passthrough: true }) response: Reply,
    @CalledBy() caller: Caller,
  ): Promise<unknown> {
    const key = idempotencyKey(keyHeader);
    const many = manyOf(body);
    const read = many ? many.map((one, at) => readTradeForm(one, ['trades', at])) : [readTradeForm(body)];
    const forms = withinFaultBudget(read);
    const [only] = forms;
    if (!many && only && !only.ok) throw problems.invalidFields(only.faults);
    const answer = await this.#submit({
      ...{ caller: caller.id, proposes: caller.role === 'party', key, requestId: uuidv7() },
      digest: createHash('sha256').update(JSON.stringify(body)).digest('base64'),
      asks: read.map((form) => (form.ok ? form.trade : { because: formRefusal(form.faults) })),
    });
    const { results } = answer;
    const taken = results.flatMap((result) => ('tradeId' in result ? [result.tradeId] : []));
    const proposed = caller.role === 'party' ? await this.#proposed(answer, taken) : nothing;
    // What waits for its counterparty may do so for hours.
    const waited = proposed.size === 0 && (await this.ends.within(prefer, taken, response));
    if (waited) response.status(200);
    const ended = waited ? await this.reader.those(taken) : new Map<string, ReadTrade>();
    const answers = results.map((result, at) => {
      if ('because' in result) return problemOf(result.because, forms[at]).body;
      const { tradeId } = result;
      const found = ended.get(tradeId);
      const told = found ? tradeView(found, viewerOf(caller)) : { tradeId, ...(proposed.has(tradeId) && waiting) };
      return { ...told, location: `/v1/trades/${tradeId}` };
    });
    if (many) return { results: answers };
    const [result] = results;
    if (result && 'because' in result) throw problemOf(result.because, only);
    if (result) response.header('location', `/v1/trades/${result.tradeId}`);
    return answers[0];
  }

  async #submit(message: SubmitTrades): Promise<TakenAnswer> {
    const answer = await this.intake.taking(message.asks.length, () => this.groups.submit(this.#work, message));
    if (answer.answer !== 'refused') return answer;
    throw problems.unprocessable('same-key-different-payload', 'This Idempotency-Key was used with another payload.');
  }

  /** A request that comes again is answered as its proposals stand now. */
  #proposed(answer: TakenAnswer, taken: readonly string[]): Promise<ReadonlySet<string>> | ReadonlySet<string> {
    return answer.answer === 'accepted' ? answer.proposed : this.reader.proposed(taken);
  }
}

type TakenAnswer = Exclude<SubmitAnswer, { readonly answer: 'refused' }>;

const waiting = { state: 'proposed' };
const nothing: ReadonlySet<string> = new Set();

/** The trades of a request of many; undefined where the body is one trade. */
function manyOf(body: unknown): readonly unknown[] | undefined {
  if (typeof body !== 'object' || body === null || !('trades' in body)) return undefined;
  const { trades, ...others } = body;
  const unknown = Object.keys(others).map((name) => ({ pointer: jsonPointer([name]), detail: 'is not a known field' }));
  if (unknown.length > 0) throw problems.invalidFields(unknown);
  if (Array.isArray(trades) && trades.length >= 1 && trades.length <= mostTradesPerRequest) return trades;
  throw problems.invalidFields([{ pointer: '/trades', detail: `expected 1 to ${mostTradesPerRequest} trades` }]);
}

/** What is wrong with a trade: its form, or what a rule says of it. */
const problemOf = (because: Because, form: ReadForm | undefined): Problem =>
  form?.ok === false ? problems.invalidFields(form.faults) : refusalProblem(because, form?.pointerTo ?? String);

/** The form's fault as it is remembered under the key; the answer itself is made from the payload again. */
const formRefusal = (faults: readonly { pointer: string; detail: string }[]) => ({
  reason: 'invalid fields',
  at: faults[0]?.pointer ?? '',
  fields: faults.length,
});
