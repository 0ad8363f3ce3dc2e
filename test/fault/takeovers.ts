import { join } from 'node:path';
import { checkout } from '../../local/checkout.js';
import { runFaults } from './fault-run.js';
import { type Takeover, takeoverKinds } from './takeover-kinds.js';
import { timesOptions } from './times-options.js';
import { tellReport } from './told-report.js';

const usage = `npm run takeovers -- [--times N] [--seed S]

Runs two of each service, and takes one of them away N times (6 by default), killed or frozen, under load. Ends with 0 if
the other ended everything that was in flight, what the client was told is what the databases have, and the invariants
hold.
`;

const tell = ({ lost, loss, inFlight, takeoverMs }: Takeover): void =>
  void process.stdout.write(
    `${lost.padEnd(13)} ${loss}, ${inFlight} in flight, all ended after ${(takeoverMs / 1_000).toFixed(1)} s\n`,
  );

async function main(): Promise<number> {
  const options = timesOptions(process.argv.slice(2), 6);
  if (typeof options === 'string') {
    process.stderr.write(`${options}\n\n${usage}`);
    return 2;
  }
  const { times, seed } = options;
  process.stdout.write(`seed ${seed}; the same again: npm run takeovers -- --times ${times} --seed ${seed}\n`);
  const folder = join(checkout, '.gridsaga', `takeovers-${process.pid}`);
  return tellReport(await runFaults({ seed, folder, kinds: takeoverKinds(tell), rounds: times, sizes: [1] }));
}

process.exitCode = await main().catch((failure: unknown) => {
  process.stderr.write(`${failure instanceof Error ? failure.message : String(failure)}\n`);
  return 1;
});
