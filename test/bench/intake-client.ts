import { Agent, request } from 'node:http';
import { loadBodies } from '../support/load-market.js';
import { rounded } from './spread.js';

const windowCount = 5;

/** What the client is told: whom to ask, how many connections to keep busy, for how long. */
export interface IntakeOrder {
  readonly url: string;
  readonly venueKey: string;
  readonly phase: string;
  readonly connections: number;
  readonly warmUpMs: number;
  readonly measuredMs: number;
  readonly seed: number;
}

/** Answers of 202 per second, window by window; `others` by status or failure, warm-up included. */
export interface IntakeReport {
  readonly windows: readonly number[];
  readonly others: Readonly<Record<string, number>>;
}

/** A closed loop: every connection sends its next trade when the last one was answered. */
async function drive({
  url,
  venueKey,
  phase,
  connections,
  warmUpMs,
  measuredMs,
  seed,
}: IntakeOrder): Promise<IntakeReport> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const bodies = loadBodies(seed, Date.now())
    .flat()
    .map((trade) => Buffer.from(JSON.stringify(trade)));
  const others: Record<string, number> = {};
  const fromMs = performance.now() + warmUpMs;
  const untilMs = fromMs + measuredMs;
  let sent = 0;
  const accepted = Array.from({ length: windowCount }, () => 0);
  const windowMs = measuredMs / windowCount;
  const post = (key: string, body: Buffer): Promise<number> =>
    new Promise((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${venueKey}`,
        'content-type': 'application/json',
        'content-length': body.length,
        'idempotency-key': key,
      };
      const asked = request(`${url}/v1/trades`, { method: 'POST', agent, headers }, (response) => {
        response.once('end', () => resolve(response.statusCode ?? 0)).resume();
      });
      asked.once('error', reject).end(body);
    });
  const connection = async (): Promise<void> => {
    while (performance.now() < untilMs) {
      sent += 1;
      const status = await post(`${phase}-${sent}`, bodies[sent % bodies.length] as Buffer).catch(
        (failure: NodeJS.ErrnoException) => failure.code ?? failure.message,
      );
      const window = Math.floor((performance.now() - fromMs) / windowMs);
      if (status !== 202) others[status] = (others[status] ?? 0) + 1;
      else if (window >= 0 && window < windowCount) accepted[window] = (accepted[window] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, connection));
  agent.destroy();
  return { windows: accepted.map((answers) => rounded((answers * 1_000) / windowMs)), others };
}

process.on('message', (order: IntakeOrder) => void drive(order).then((report) => process.send?.(report)));
process.once('disconnect', () => process.exit());
