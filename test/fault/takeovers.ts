import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkout } from '../../local/checkout.js';
import { runTakeovers, type Takeover } from './takeover.js';

const usage = `npm run takeovers -- [--times N] [--seed S]

Runs two of each service, and takes one of them away N times (6 by default), killed and frozen in turn, under load. Ends
with 0 if the other ended everything that was in flight, nothing was lost or doubled, and the invariants hold.
`;

const tell = ({ service, loss, inFlight, takeoverMs }: Takeover): void =>
  void process.stdout.write(
    `${service.padEnd(11)} ${loss}, ${inFlight} in flight, all ended after ${(takeoverMs / 1_000).toFixed(1)} s\n`,
  );

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { times: { type: 'string' }, seed: { type: 'string' } } });
  const [times, seed] = [Number(values.times ?? 6), Number(values.seed ?? 1)];
  if (!Number.isSafeInteger(times) || times < 1 || !Number.isSafeInteger(seed)) throw new Error(usage);
  const folder = join(checkout, '.gridsaga', `takeovers-${process.pid}`);
  const report = await runTakeovers({ times, seed, folder, onTakeover: tell });
  for (const finding of report.findings) process.stderr.write(`${finding}\n`);
  process.stdout.write(`${JSON.stringify({ seed, ...report })}\n`);
  return report.verdict === 'hold' && report.takeovers.length === times ? 0 : 1;
}

process.exitCode = await main().catch((failure: unknown) => {
  process.stderr.write(`${failure instanceof Error ? failure.message : String(failure)}\n`);
  return 1;
});
