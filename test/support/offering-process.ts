import { loadBodies } from './load-market.js';
import { type OfferOrder, offer } from './offered-load.js';

/** The process that offers a load: it is told once, answers what became of each body, and ends with its parent. */
process.on('message', ({ seed, ...order }: OfferOrder) => {
  const bodies = loadBodies(seed, Date.now()).map((trades) => Buffer.from(JSON.stringify({ trades })));
  void offer(order, bodies).then((answered) => process.send?.(answered));
});
process.once('disconnect', () => process.exit());
