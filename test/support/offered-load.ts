import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { wallMs } from './load.js';

/** What is offered: bodies at even distances, each sent once, whatever the earlier ones were answered. */
export interface OfferOrder {
  /** Of every instance; they are asked in turn. */
  readonly tradingUrls: readonly string[];
  readonly venueKey: string;
  /** Begins the key of each body. */
  readonly phase: string;
  readonly bodiesPerSecond: number;
  readonly seconds: number;
  readonly seed: number;
}

/** A body and what became of it; milliseconds of the wall clock. */
export interface OfferedBody {
  readonly key: string;
  /** When it was to be sent: arrivals do not wait for answers. */
  readonly intendedMs: number;
  readonly answeredMs: number;
  /** The status, or what went wrong. */
  readonly answer: number | string;
  /** As a refusal says it. */
  readonly retryAfter: string | undefined;
  /** As the answer names them; empty unless it was taken. */
  readonly tradeIds: readonly string[];
}

type Answer = Pick<OfferedBody, 'answer' | 'retryAfter' | 'tradeIds'>;

const patienceMs = 30_000;
const connections = 256;
const tradeIdText = /"tradeId":"([0-9a-f-]{36})"/g;

/** Offers the bodies round and round for so long, and waits for the last answer. */
export async function offer(
  { tradingUrls, venueKey, phase, bodiesPerSecond, seconds }: Omit<OfferOrder, 'seed'>,
  bodies: readonly Buffer[],
): Promise<OfferedBody[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const post = (count: number, key: string): Promise<Answer> =>
    new Promise((resolve) => {
      const body = bodies[count % bodies.length] as Buffer;
      const asked = request(
        `${tradingUrls[count % tradingUrls.length]}/v1/trades`,
        {
          ...{ method: 'POST', agent, timeout: patienceMs },
          headers: {
            authorization: `Bearer ${venueKey}`,
            'content-type': 'application/json',
            'content-length': body.length,
            'idempotency-key': key,
          },
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (piece: string) => {
            text += piece;
          });
          response.once('close', () => {
            const status = response.statusCode ?? 0;
            resolve({
              answer: response.complete ? status : 'answer cut off',
              retryAfter: response.headers['retry-after'],
              tradeIds: status === 202 ? Array.from(text.matchAll(tradeIdText), ([, id]) => id as string) : [],
            });
          });
        },
      );
      const failed = (failure: NodeJS.ErrnoException): void =>
        resolve({ answer: failure.code ?? failure.message, retryAfter: undefined, tradeIds: [] });
      asked.once('error', failed).once('timeout', () => asked.destroy(new Error('no answer in time')));
      asked.end(body);
    });
  const startMs = wallMs();
  const offered: Promise<OfferedBody>[] = [];
  for (let count = 0; count < bodiesPerSecond * seconds; count += 1) {
    const intendedMs = startMs + (count * 1_000) / bodiesPerSecond;
    const waitMs = intendedMs - wallMs();
    if (waitMs > 1) await pause(waitMs);
    const key = `${phase}-${count}`;
    offered.push(post(count, key).then((answer) => ({ key, intendedMs, answeredMs: wallMs(), ...answer })));
  }
  const answered = await Promise.all(offered);
  agent.destroy();
  return answered;
}
