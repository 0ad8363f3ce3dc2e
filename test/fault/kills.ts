import { join } from 'node:path';
import { checkout } from '../../local/checkout.js';
import { runFaults } from './fault-run.js';
import { allKinds } from './kinds/all-kinds.js';
import { timesOptions } from './times-options.js';
import { tellReport, tellRound } from './told-report.js';

const usage = `npm run kills -- [--times N] [--seed S]

Kills services, PostgreSQL, one of its backends, and Kafka in turn, one at a time, N times in all (10 by default), under
load. Ends with 0 if every saga that was in flight has ended, what the client was told is what the databases have, and
the invariants hold.
`;

const deadly: ReadonlySet<string> = new Set(['kill-a-service', 'kill-kafka', 'crash-postgres', 'kill-a-backend']);

async function main(): Promise<number> {
  const options = timesOptions(process.argv.slice(2), 10);
  if (typeof options === 'string') {
    process.stderr.write(`${options}\n\n${usage}`);
    return 2;
  }
  const { times, seed } = options;
  process.stdout.write(`seed ${seed}; the same again: npm run kills -- --times ${times} --seed ${seed}\n`);
  const folder = join(checkout, '.gridsaga', `kills-${process.pid}`);
  const kinds = allKinds.filter(({ name }) => deadly.has(name));
  return tellReport(await runFaults({ ...{ seed, folder, kinds }, rounds: times, sizes: [1], onRound: tellRound }));
}

process.exitCode = await main().catch((failure: unknown) => {
  process.stderr.write(`${failure instanceof Error ? failure.message : String(failure)}\n`);
  return 1;
});
