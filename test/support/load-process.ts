import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { checkout } from '../../local/checkout.js';
import { untilTaken } from '../../local/http-exchange.js';
import { registerSample } from '../../local/sample-registration.js';
import type { Stack } from '../../local/stack.js';
import type { LoadReport } from './load.js';
import { type LoadMarket, loadMarket } from './load-market.js';
import type { LoadAnswer, LoadOrder } from './load-orders.js';

export const tradesPerBody = 100;

/** Registers the market of the load and pays in, and waits until every copy has arrived. */
export async function registerLoad(stack: Stack, market: LoadMarket = loadMarket): Promise<void> {
  await registerSample(stack, { ...market, prices: [], trades: [], profiles: [] });
  const last = market.parties.at(-1)?.eic;
  const url = `${stack.urls.settlement}/v1/accounts/${last}`;
  await untilTaken('The last account', { method: 'GET', url, key: stack.keys.operator });
}

/** The process that submits trades, and nothing else, so that what it costs is known and disturbs nobody. */
export class LoadProcess {
  #answered: ((answer: LoadAnswer) => void) | undefined;
  #failure: string | undefined;

  private constructor(private readonly child: ChildProcess) {
    child.on('message', (answer: LoadAnswer) => this.#heard(answer));
    child.once('exit', (code, signal) =>
      this.#heard({ answer: 'failed', because: `the load's process ended (${signal ?? code})` }),
    );
  }

  /** From the build in `dist`: the process is Node's own, without a test runner around it. */
  static async start({ instances, databaseUrls, keys }: Stack, seed: number): Promise<LoadProcess> {
    const load = new LoadProcess(fork(join(checkout, 'dist', 'test', 'bench', 'submitter.js'), { execArgv: [] }));
    const tradingUrls = instances.trading.map(({ url }) => url);
    const of = { tradingUrls, tradingDatabaseUrl: databaseUrls.trading, venueKey: keys.venue };
    await load.#ask({ order: 'begin', ...of, seed });
    return load;
  }

  get pid(): number {
    return this.child.pid as number;
  }

  keepOpen(phase: string, most: number): void {
    this.child.send({ order: 'keep open', phase, most } satisfies LoadOrder);
  }

  atRate(phase: string, bodiesPerSecond: number): void {
    this.child.send({ order: 'at rate', phase, bodiesPerSecond } satisfies LoadOrder);
  }

  /** Ends the phase. Answers when every body that was sent has been taken. Throws when one was refused for good. */
  async rest(): Promise<LoadReport> {
    const answer = await this.#ask({ order: 'rest' });
    if (answer.answer !== 'report') throw new Error(`the load answered ${answer.answer} to rest`);
    return answer;
  }

  stop(): void {
    this.child.removeAllListeners('exit');
    if (this.child.connected) this.child.disconnect();
  }

  #ask(order: LoadOrder): Promise<LoadAnswer> {
    return new Promise((resolve, reject) => {
      const settle = (answer: LoadAnswer): void => {
        this.#answered = undefined;
        if (answer.answer === 'failed') reject(new Error(answer.because));
        else resolve(answer);
      };
      if (this.#failure !== undefined) return settle({ answer: 'failed', because: this.#failure });
      this.#answered = settle;
      this.child.send(order);
    });
  }

  /** A failure between two questions is the answer to the next. */
  #heard(answer: LoadAnswer): void {
    if (answer.answer === 'failed') this.#failure ??= answer.because;
    this.#answered?.(answer);
  }
}
