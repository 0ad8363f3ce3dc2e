import { setTimeout as pause } from 'node:timers/promises';
import { tradeSummary } from './trade-summary.js';

const everyMs = 1_000;

/** Shows how many trades there are and how they stand, until the process is ended: one line that is written over in a
 * terminal, and in a pipe a line whenever something has changed. */
export async function stayAndShow(
  tradingUrl: string,
  key: string,
  out: NodeJS.WriteStream = process.stdout,
): Promise<never> {
  let shown = '';
  for (;;) {
    const line = await tradeSummary(tradingUrl, key).then(
      ({ cleared, rejected, pending, confirmed, stuck }) =>
        `${cleared} trades cleared, ${rejected} rejected, ${pending + confirmed} running, ${stuck} stuck`,
      // A service may be down for a while, killed by whoever wants to see it come back.
      () => 'trading does not answer',
    );
    if (out.isTTY) out.write(`\r\u001b[2K${line}  (Ctrl-C ends)`);
    else if (line !== shown) out.write(`${line}\n`);
    shown = line;
    await pause(everyMs);
  }
}
