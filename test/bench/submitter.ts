import { Load } from '../support/load.js';
import { loadBodies } from '../support/load-market.js';
import type { LoadAnswer, LoadOrder } from '../support/load-orders.js';
import { OpenSagas } from '../support/open-sagas.js';

/** The process that submits: it obeys its parent's orders and ends with it. */
const tell = (answer: LoadAnswer): void => void process.send?.(answer);
const fail = (failure: unknown): void =>
  tell({ answer: 'failed', because: failure instanceof Error ? failure.message : String(failure) });

let load: Load | undefined;
let resting = new AbortController();
let running: Promise<void> = Promise.resolve();

function begin({ tradingUrls, venueKey, tradingDatabaseUrl, seed }: LoadOrder & { order: 'begin' }): void {
  const trades = loadBodies(seed, Date.now());
  load = new Load({
    tradingUrls,
    venueKey,
    bodies: trades.map((body) => Buffer.from(JSON.stringify({ trades: body }))),
    tradesPerBody: trades[0]?.length ?? 0,
    openSagas: new OpenSagas(tradingDatabaseUrl),
  });
  tell({ answer: 'ready' });
}

async function rest(of: Load): Promise<void> {
  resting.abort();
  await running;
  tell({ answer: 'report', ...of.report() });
}

process.on('message', (said: LoadOrder) => {
  if (said.order === 'begin') return begin(said);
  if (!load) return fail('the first order is to begin');
  if (said.order === 'rest') return void rest(load).catch(fail);
  resting = new AbortController();
  running =
    said.order === 'keep open'
      ? load.keepOpen(said.phase, said.most, resting.signal)
      : load.atRate(said.phase, said.bodiesPerSecond, resting.signal);
  running.catch(fail);
});
process.once('disconnect', () => process.exit());
