import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Body, Controller, Get, Headers, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { partyEic } from '#libs/contracts';
import type { Because } from '#libs/decision';
import { GroupCommit } from '#libs/messaging';
import { SagaRunner } from '#libs/saga-runner';
import { idempotencyKey, pageOf, pageQuery, type Problem, problems } from '#libs/service';
import { TradeReader } from '../store/trade.reader.js';
import type { SubmissionResult } from '../trade/submission.js';
import type { Trade } from '../trade/trade.js';
import { refusalProblem } from './refusal-problem.js';
import { type SubmitTrades, submitTradesWork } from './submit-trades.work.js';
import { mostTradesPerRequest, type ReadForm, readTradeForm, tradeOfLegs, tradeOfOnePeriod } from './trade-form.js';
import { tradeView } from './trade-view.js';

/** Everyone is the same caller until callers have keys of their own. */
const caller = 'anyone';

/** Looked at so often while a caller waits for the end. */
const lookEveryMs = 20;
const longestWaitS = 60;

const tradeId = z.uuid().toLowerCase();
const page = z.strictObject({
  externalId: z.string().optional(),
  party: partyEic.optional(),
  ...pageQuery,
  after: z.uuid().optional(),
});

interface Reply {
  status(code: number): Reply;
  header(name: string, value: string): Reply;
}

@ApiTags('trades')
@Controller('v1/trades')
export class TradesController {
  readonly #work: ReturnType<typeof submitTradesWork>;

  constructor(
    @Inject(GroupCommit) private readonly groups: GroupCommit,
    @Inject(TradeReader) private readonly reader: TradeReader,
    @Inject(SagaRunner) runner: SagaRunner<Trade>,
  ) {
    this.#work = submitTradesWork(runner);
  }

  @Post()
  @HttpCode(202)
  @ApiOperation({ summary: `Submit a trade, or up to ${mostTradesPerRequest} under one key, each with its own answer` })
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
  ): Promise<unknown> {
    const key = idempotencyKey(keyHeader);
    const many = manyOf(body);
    const forms = many ? many.map((one, at) => readTradeForm(one, ['trades', at])) : [readTradeForm(body)];
    const [only] = forms;
    if (!many && only && !only.ok) throw problems.invalidFields(only.faults);
    const results = await this.#submit({
      ...{ caller, key, requestId: uuidv7() },
      digest: createHash('sha256').update(JSON.stringify(body)).digest('base64'),
      asks: forms.map((form) => (form.ok ? form.trade : { because: formRefusal(form.faults) })),
    });
    const waited = await this.#waited(prefer, results, response);
    const answers = await Promise.all(
      results.map(async (result, at) => {
        if ('tradeId' in result) return this.#accepted(result.tradeId, waited);
        return problemOf(result.because, forms[at]).body;
      }),
    );
    if (many) return { results: answers };
    const [result] = results;
    if (result && 'because' in result) throw problemOf(result.because, only);
    if (result) response.header('location', `/v1/trades/${result.tradeId}`);
    return answers[0];
  }

  @Get('summary')
  @ApiOperation({ summary: 'All trades, counted by state and reason, with energy and money of the cleared' })
  async summary(): Promise<unknown> {
    return this.reader.summary();
  }

  @Get()
  @ApiOperation({ summary: 'Trades in the order of their ids, by external id or party' })
  async list(@Query({ schema: page }) { externalId, party, after, limit }: z.output<typeof page>): Promise<unknown> {
    const found = await this.reader.trades({ externalId, party, after, limit: limit + 1 });
    return pageOf(
      found,
      limit,
      ({ trade }) => trade.id,
      ({ trade, saga }) => tradeView(trade, saga.progress),
    );
  }

  @Get(':id')
  @ApiOperation({ summary: 'One trade and how far it is' })
  async one(@Param('id', { schema: tradeId }) id: string): Promise<unknown> {
    const found = await this.reader.one(id);
    if (!found) throw problems.notFound(`trade ${id}`);
    return tradeView(found.trade, found.saga.progress);
  }

  async #submit(message: SubmitTrades): Promise<readonly SubmissionResult[]> {
    const answer = await this.groups.submit(this.#work, message);
    if (answer.answer !== 'refused') return answer.results;
    throw problems.unprocessable('same-key-different-payload', 'This Idempotency-Key was used with another payload.');
  }

  /** Whether the caller waited until everything had ended. */
  async #waited(prefer: string | undefined, results: readonly SubmissionResult[], response: Reply): Promise<boolean> {
    const seconds = Number(/(?:^|[,;\s])wait=(\d{1,4})(?:$|[,;\s])/.exec(prefer ?? '')?.[1] ?? 0);
    const ids = results.flatMap((result) => ('tradeId' in result ? [result.tradeId] : []));
    if (seconds === 0 || ids.length === 0) return false;
    const until = performance.now() + Math.min(seconds, longestWaitS) * 1000;
    while (!(await this.reader.ended(ids))) {
      if (performance.now() > until) return false;
      await wait(lookEveryMs);
    }
    response.status(200);
    return true;
  }

  async #accepted(id: string, ended: boolean): Promise<Record<string, unknown>> {
    const location = `/v1/trades/${id}`;
    const found = ended ? await this.reader.one(id) : undefined;
    return found ? { ...tradeView(found.trade, found.saga.progress), location } : { tradeId: id, location };
  }
}

/** The trades of a request of many; undefined where the body is one trade. */
function manyOf(body: unknown): readonly unknown[] | undefined {
  if (typeof body !== 'object' || body === null || !('trades' in body)) return undefined;
  const { trades, ...others } = body;
  const unknown = Object.keys(others).map((name) => ({ pointer: `/${name}`, detail: 'is not a known field' }));
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
