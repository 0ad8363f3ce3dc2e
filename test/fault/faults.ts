import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { checkout } from '../../local/checkout.js';
import { stateFolders } from '../../local/stack-state.js';
import { runFaults } from './fault-run.js';
import { allKinds } from './kinds/all-kinds.js';
import type { FaultGround, FaultKind } from './kinds/fault-kind.js';
import { openSmallDisks } from './small-disks.js';
import { tellReport, tellRound } from './told-report.js';

const usage = `npm run faults -- [--minutes N] [--seed S] [--only KIND] [--instances 2] [--trace] [--list]

Runs the stack with two instances of each service, drives load, injects faults one by one and overlapping for N minutes
(5 by default), heals, and looks how soon all is well again. --only takes a kind's name, or what several begin with.
--list prints the kinds. --trace prints every step. Ends with 0 if every submission was taken again 10 seconds after the
last heal of its round, every saga ended 30 seconds after it, what the client was told is what the databases have, and
the invariants hold; with 1 if not; with 2 where nothing can be said.
`;

const seconds = (durationMs: number): string => `${(durationMs / 1_000).toFixed(1)} s`;

interface Given {
  readonly minutes: number;
  readonly seed: number;
  readonly only: string;
  readonly kinds: readonly FaultKind[];
  readonly instances: number;
  readonly trace: boolean;
  readonly list: boolean;
}

const options = {
  minutes: { type: 'string', default: '5' },
  seed: { type: 'string' },
  only: { type: 'string', default: '' },
  instances: { type: 'string', default: '2' },
  trace: { type: 'boolean', default: false },
  list: { type: 'boolean', default: false },
} as const;

/** Reads the command line; a sentence says what is wrong with it. */
function readOptions(args: readonly string[]): Given | string {
  try {
    const { values } = parseArgs({ args: [...args], options });
    const { only, trace, list } = values;
    const [minutes, instances] = [Number(values.minutes), Number(values.instances)];
    const seed = Number(values.seed ?? randomInt(1_000_000));
    const kinds = allKinds.filter(({ name }) => name.startsWith(only));
    if (!(minutes > 0)) return '--minutes takes a number above zero.';
    if (!Number.isSafeInteger(seed)) return '--seed takes a whole number.';
    // Faults aim at the first and the second of a service.
    if (instances !== 2) return '--instances takes 2: faults aim at the first and the second instance of a service.';
    if (kinds.length === 0) return `No kind is called ${only}; --list prints them.`;
    return { minutes, seed, only, kinds, instances, trace, list };
  } catch (failure) {
    return (failure as Error).message;
  }
}

/** Every kind with what it means; what this machine lacks for it, where it lacks something. */
async function tellKinds(kinds: readonly FaultKind[]): Promise<number> {
  const disks = await openSmallDisks();
  // What is missing is seen from the place that a stack has, without one that runs.
  const { logs } = stateFolders(disks?.folder ?? checkout);
  const ground = { stack: { logs } } as FaultGround;
  for (const kind of kinds) {
    const lacks = await kind.missing?.(ground);
    process.stdout.write(`${kind.name.padEnd(22)} ${kind.means}${lacks === undefined ? '' : ` Not here: ${lacks}`}\n`);
  }
  await disks?.close();
  return 0;
}

async function main(): Promise<number> {
  const given = readOptions(process.argv.slice(2));
  if (typeof given === 'string') {
    process.stderr.write(`${given}\n\n${usage}`);
    return 2;
  }
  const { minutes, seed, only, kinds, instances, trace, list } = given;
  if (list) return await tellKinds(kinds);
  const again = `npm run faults -- --minutes ${minutes} --seed ${seed}${only === '' ? '' : ` --only ${only}`}`;
  process.stdout.write(`seed ${seed}; the same again: ${again}\n`);
  const folder = join(checkout, '.gridsaga', `faults-${process.pid}`);
  const startMs = performance.now();
  const say = (sentence: string): void => {
    if (trace) process.stderr.write(`${seconds(performance.now() - startMs).padStart(9)}  ${sentence}\n`);
  };
  return tellReport(await runFaults({ ...{ minutes, seed, kinds, instances, folder, say }, onRound: tellRound }));
}

process.exitCode = await main().catch((failure: unknown) => {
  process.stderr.write(`${failure instanceof Error ? failure.message : String(failure)}\n`);
  return 1;
});
