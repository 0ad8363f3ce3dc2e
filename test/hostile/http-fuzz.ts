import fc from 'fast-check';
import type { ServiceName } from '../../local/services.js';
import { serviceNames } from '../../local/services.js';
import { allOperations, type Operation } from '../support/api-operations.js';
import { DeclaredAnswers } from './declared-answers.js';
import { hostileRequests } from './hostile-requests.js';
import { type CallerName, type HostileRequest, isUnclear, reproduction, requestBytes } from './hostile-request.js';
import { wrongWith } from './judge-answer.js';
import type { KnownThings } from './known-things.js';
import { RawClient } from './raw-client.js';
import { RequestTally } from './request-tally.js';

/** Something that an answer must not be, and the shortest way there that was found. */
export interface HttpFinding {
  readonly operation: string;
  readonly what: string;
  readonly times: number;
  readonly requests: readonly Readonly<Record<string, unknown>>[];
}

export interface HttpFuzzOrder {
  readonly urls: Readonly<Record<ServiceName, string>>;
  /** The API key of each caller who has one. */
  readonly keys: Readonly<Partial<Record<CallerName, string>>>;
  /** What a lane may name; each lane hears of things by itself. */
  readonly known: () => KnownThings;
  readonly requests: number;
  readonly seed: number;
  /** Only operations whose name holds this text. */
  readonly only?: string | undefined;
  readonly onProgress?: (sent: number) => void;
}

export interface HttpFuzzed {
  readonly tally: RequestTally;
  readonly findings: readonly HttpFinding[];
}

const lanes = 4;
const longestChain = 8;
const singlesOfARound = 12;
const chainsOfARound = 6;

type Chains = fc.Arbitrary<HostileRequest[]>;
type Kept = { -readonly [Field in keyof HttpFinding]: HttpFinding[Field] };

/** What makes two findings one: the operation, and what was wrong but for the numbers in it. */
const nameOf = (operation: string, what: string): string =>
  `${operation}: ${what.replaceAll(/\d{4,}|[0-9a-f]{8}-[0-9a-f-]{27,}/g, 'n').split(' (')[0]}`;

class Fuzzer {
  readonly tally = new RequestTally();
  readonly findings = new Map<string, Kept>();
  readonly #singles: readonly Chains[];
  readonly #chains: Chains;

  constructor(
    private readonly order: HttpFuzzOrder,
    private readonly declared: DeclaredAnswers,
    operations: readonly Operation[],
  ) {
    this.#singles = operations.map((one) => hostileRequests(one, 'much').map((request) => [request]));
    const any = fc.oneof(...operations.map((one) => hostileRequests(one, 'little')));
    this.#chains = fc.array(any, { minLength: 2, maxLength: longestChain });
  }

  get isDone(): boolean {
    return this.tally.requests >= this.order.requests;
  }

  /** Asks for one operation after the other and for chains of them, until enough was asked by all lanes together. */
  async lane(lane: number): Promise<void> {
    const known = this.order.known();
    const clients = Object.fromEntries(
      serviceNames.map((name) => [name, new RawClient(this.order.urls[name])]),
    ) as Record<ServiceName, RawClient>;
    for (let round = 0; !this.isDone; round += 1) {
      const singles = this.#singles[(round * lanes + lane) % this.#singles.length] as Chains;
      const seed = this.order.seed * 1_000_003 + round * lanes + lane;
      await this.#round(singles, singlesOfARound, seed, known, clients);
      await this.#round(this.#chains, chainsOfARound, seed, known, clients);
    }
    for (const client of Object.values(clients)) client.close();
  }

  async #round(
    requests: Chains,
    runs: number,
    seed: number,
    known: KnownThings,
    clients: Readonly<Record<ServiceName, RawClient>>,
  ): Promise<void> {
    const before = new Set(this.findings.keys());
    const property = fc.asyncProperty(requests, async (chain) => {
      if (this.isDone && before.size === this.findings.size) return;
      const fresh: string[] = [];
      const sent: HostileRequest[] = [];
      for (const request of chain) {
        const { asked, wrong } = await this.#ask(request, known, clients[request.service]);
        sent.push(asked);
        for (const what of wrong) if (this.#keep(asked, what, sent, before)) fresh.push(what);
      }
      if (fresh.length > 0) throw new Error(fresh.join('; '));
    });
    await fc.check(property, { seed: seed | 0, numRuns: runs, interruptAfterTimeLimit: 60_000 });
  }

  async #ask(request: HostileRequest, known: KnownThings, client: RawClient) {
    const key = this.order.keys[request.by] ?? (request.by === 'a wrong key' ? 'nobody-has-this-key' : undefined);
    const says = request.headers.some(([name]) => name === 'authorization');
    const asked: HostileRequest = {
      ...request,
      target: known.fill(request.target),
      headers: [
        ...request.headers.map(([name, value]) => [name, known.fill(value)] as const),
        ...(key !== undefined && !says ? [['authorization', `Bearer ${key}`] as const] : []),
      ],
      body: request.body && known.fillBytes(request.body),
    };
    const unclear = isUnclear(asked);
    const last =
      unclear ||
      asked.version !== '1.1' ||
      asked.headers.some(([name]) =>
        ['connection', 'upgrade', 'expect', 'content-length', 'transfer-encoding'].includes(name),
      );
    const outcome = await client.send({ bytes: requestBytes(asked), head: asked.method === 'HEAD', last, unclear });
    this.tally.add(asked, outcome);
    if (this.tally.requests % 1_000 === 0) this.order.onProgress?.(this.tally.requests);
    if (
      outcome.answered &&
      outcome.answer.status < 300 &&
      /json/.test(outcome.answer.headers.get('content-type') ?? '')
    )
      known.hearAll(safely(outcome.answer.body));
    return { asked, wrong: wrongWith(asked, outcome, this.declared) };
  }

  /** Counts it, and keeps the shortest chain that led to it; answers whether it was not known before this round. */
  #keep(request: HostileRequest, what: string, sent: readonly HostileRequest[], before: ReadonlySet<string>): boolean {
    const operation = `${request.service} ${request.route}`;
    const name = nameOf(operation, what);
    const kept = this.findings.get(name);
    const fresh = !before.has(name);
    if (!kept) this.findings.set(name, { operation, what, times: 1, requests: sent.map(reproduction) });
    else {
      kept.times += 1;
      // fast-check comes back with ever smaller ones of what is new.
      if (fresh && sent.length <= kept.requests.length) kept.requests = sent.map(reproduction);
    }
    return fresh;
  }
}

function safely(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

/** Asks the three services for everything that they offer, in every wrong way, and gathers what they must not answer. */
export async function fuzzHttp(order: HttpFuzzOrder): Promise<HttpFuzzed> {
  const [all, declared] = await Promise.all([allOperations(order.urls), DeclaredAnswers.of(order.urls)]);
  const operations = all.filter(({ service, route }) => `${service} ${route}`.includes(order.only ?? ''));
  if (operations.length === 0) throw new Error(`no operation is called ${order.only}`);
  const fuzzer = new Fuzzer(order, declared, operations);
  await Promise.all(Array.from({ length: lanes }, (_, lane) => fuzzer.lane(lane)));
  return { tally: fuzzer.tally, findings: [...fuzzer.findings.values()] };
}
