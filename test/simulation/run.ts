import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { SettlementPath } from '../../apps/trading/src/trade/trade.js';
import { type FoundViolation, tellStory } from './look-for-violation.js';
import type { Share, ShareDone, SharedSetting } from './share.js';

const wrongUse = 2;
const usage = `npm run simulate -- [--schedules N] [--seed S] [--from K] [--only saga|two-phase]

Runs N schedules (20,000 by default), from the K-th on, of trades by saga and by two-phase commit: the services' own
rules over simulated databases, relays and a log, with processes that crash and freeze at any step. The first schedule
that does not hold is made as small as it can be and told as a story. Ends with 0 if all hold.
`;

interface SimulateOptions extends SharedSetting {
  readonly schedules: number;
  readonly from: number;
}

/** Reads the command line; a sentence says what is wrong with it. */
function readOptions(args: readonly string[]): SimulateOptions | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        ...{
          schedules: { type: 'string' },
          seed: { type: 'string' },
          from: { type: 'string' },
          only: { type: 'string' },
        },
      },
    });
    const schedules = Number(values.schedules ?? 20_000);
    const seed = Number(values.seed ?? randomInt(1_000_000));
    const from = Number(values.from ?? 0);
    const { only } = values;
    if (!Number.isSafeInteger(schedules) || schedules < 1) return '--schedules takes a whole number above zero.';
    if (!Number.isSafeInteger(seed)) return '--seed takes a whole number.';
    if (!Number.isSafeInteger(from) || from < 0) return '--from takes a whole number from zero on.';
    if (only !== undefined && only !== 'saga' && only !== 'two-phase') return '--only takes saga or two-phase.';
    return { schedules, seed, from, only: only as SettlementPath | undefined };
  } catch (failure) {
    return (failure as Error).message;
  }
}

const mostPerShare = 1_000;
/** A schedule leaves nothing behind: the more of them end between two collections, the less is copied by each. */
const maxYoungGenerationSizeMb = 96;
const tellEveryMs = 10_000;

/** Runs all schedules on as many workers as there are processors; answers the first that does not hold. */
async function runShared({ seed, only, from, schedules }: SimulateOptions): Promise<FoundViolation | undefined> {
  const end = from + schedules;
  let next = from;
  let done = 0;
  let first: FoundViolation | undefined;
  let toldAt = Date.now();
  const takeShare = (): Share | undefined => {
    if (next >= end || first) return undefined;
    const share = { from: next, count: Math.min(mostPerShare, end - next) };
    next += share.count;
    return share;
  };
  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL('./share.js', import.meta.url), {
        workerData: { seed, only },
        resourceLimits: { maxYoungGenerationSizeMb },
      });
      const goOn = (): void => {
        const share = takeShare();
        if (share) worker.postMessage(share);
        else void worker.terminate().then(() => resolve(), reject);
      };
      worker.on('error', reject);
      worker.on('message', ({ count, found }: ShareDone) => {
        done += count;
        if (found && (!first || found.schedule < first.schedule)) first = found;
        if (Date.now() - toldAt > tellEveryMs) {
          toldAt = Date.now();
          process.stderr.write(`${done.toLocaleString('en')} of ${schedules.toLocaleString('en')} schedules\n`);
        }
        goOn();
      });
      goOn();
    });
  const workers = Math.min(availableParallelism(), Math.ceil(schedules / mostPerShare));
  await Promise.all(Array.from({ length: workers }, work));
  return first;
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (typeof options === 'string') {
    process.stderr.write(`${options}\n\n${usage}`);
    return wrongUse;
  }
  const { seed, from, schedules, only } = options;
  const same = `npm run simulate -- --schedules ${schedules} --seed ${seed} --from ${from}${only ? ` --only ${only}` : ''}`;
  process.stdout.write(`seed ${seed}; the same again: ${same}\n`);
  const startedAt = performance.now();
  const found = await runShared(options);
  const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
  const cpuSeconds = Math.round(process.cpuUsage().user / 100_000) / 10;
  if (found) {
    process.stdout.write(`\nschedule ${found.schedule} does not hold; made smaller it goes so:\n`);
    for (const line of tellStory(seed, found, only ? { only } : {})) process.stdout.write(`  ${line}\n`);
  } else {
    const count = schedules.toLocaleString('en');
    process.stdout.write(`${count} schedules in ${seconds} s, ${cpuSeconds} s of processor: all hold\n`);
  }
  const verdict = found ? 'broken' : 'hold';
  const rule = found ? { schedule: found.schedule, rule: found.rule } : {};
  process.stdout.write(`${JSON.stringify({ seed, from, schedules, seconds, cpuSeconds, verdict, ...rule })}\n`);
  return found ? 1 : 0;
}

process.exitCode = await main().catch((failure: unknown) => {
  process.stderr.write(`${failure instanceof Error ? failure.message : String(failure)}\n`);
  return 1;
});
