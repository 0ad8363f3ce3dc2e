import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { ownStack } from '../support/reachable-stack.js';
import { World } from '../support/world.js';
import { fuzz, type FuzzReport } from './fuzz.js';

const wrongUse = 2;
const usage = `npm run fuzz -- [--requests N] [--records N] [--seed S] [--only TEXT]

Starts a stack of its own and sends it N hostile HTTP requests (20000 by default), made from the services' own
/openapi.json, and N hostile records (2000) on every topic that a service reads. --only takes operations whose name holds
the text, like "POST /v1/trades". Ends with 0 if nothing but good answers came, nothing stood still and the invariants
hold, with 1 if something was found, with 2 if nothing can be said.
`;

interface Options {
  readonly requests: number;
  readonly records: number;
  readonly seed: number;
  readonly only: string | undefined;
}

/** Reads the command line; a sentence says what is wrong with it. */
function readOptions(args: readonly string[]): Options | string {
  try {
    const text = { type: 'string' } as const;
    const { values } = parseArgs({
      args: [...args],
      options: { requests: text, records: text, seed: text, only: text },
    });
    const { requests = '20000', records = '2000', seed = String(randomInt(1_000_000)), only } = values;
    for (const [name, value] of Object.entries({ requests, records, seed }))
      if (!/^\d{1,9}$/.test(value)) return `--${name} takes a whole number.`;
    return { requests: Number(requests), records: Number(records), seed: Number(seed), only };
  } catch (failure) {
    return (failure as Error).message;
  }
}

const inSeconds = (durationMs: number): string => (durationMs / 1_000).toFixed(2);

function table({ tally }: FuzzReport): string {
  const line = (name: string, ...cells: readonly (string | number)[]): string =>
    name.padEnd(56) + cells.map((cell) => String(cell).padStart(9)).join('');
  return [
    line('operation', 'requests', '2xx/3xx', '4xx', '503', '5xx', 'hung up', 'slowest s'),
    ...tally.rows.map((row) =>
      line(
        row.operation,
        row.requests,
        row.good,
        row.refused,
        row.overload,
        row.failed,
        row.hungUp,
        inSeconds(row.slowestMs),
      ),
    ),
    '',
    'slowest answers:',
    ...tally.slowest.map(({ operation, answer, tookMs }) => `  ${inSeconds(tookMs)} s  ${operation}  ${answer}`),
  ].join('\n');
}

function findingsOf({ answers, bursts, afterwards }: FuzzReport): string[] {
  return [
    ...answers.map(
      ({ operation, what, times, requests }) =>
        `${operation}: ${what} (${times} times)\n  ${requests.map((one) => JSON.stringify(one)).join('\n  ')}`,
    ),
    ...bursts.map(
      ({ topic, what, records }) =>
        `${topic}: ${what}\n  after ${records.length} records, the first: ${JSON.stringify(records[0])}`,
    ),
    ...afterwards,
  ];
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (typeof options === 'string') {
    process.stderr.write(`${options}\n\n${usage}`);
    return wrongUse;
  }
  const { requests, records, seed, only } = options;
  const again = `npm run fuzz -- --requests ${requests} --records ${records} --seed ${seed}${only === undefined ? '' : ` --only '${only}'`}`;
  process.stdout.write(`seed ${seed}; the same again: ${again}\n`);
  const startedAtMs = performance.now();
  const { reachable } = await ownStack();
  try {
    const report = await fuzz({
      world: new World(reachable),
      ...options,
      say: (text) => void process.stderr.write(`${text}\n`),
    });
    const findings = findingsOf(report);
    process.stdout.write(`\n${table(report)}\n\n${findings.map((finding) => `FOUND ${finding}\n`).join('')}`);
    process.stdout.write(`invariants: ${report.invariants}\n`);
    const failed = report.tally.rows.reduce((sum, row) => sum + row.failed, 0);
    const overload = report.tally.rows.reduce((sum, row) => sum + row.overload, 0);
    process.stdout.write(
      `${JSON.stringify({ seed, requests: report.tally.requests, operations: report.tally.rows.length, failed, overload, records: report.records, findings: findings.length, invariants: report.invariants, tookMs: Math.round(performance.now() - startedAtMs) })}\n`,
    );
    if (findings.length > 0 && report.invariants !== 'unknown') return 1;
    return report.invariants === 'unknown' ? wrongUse : 0;
  } finally {
    await reachable.leave();
  }
}

process.exitCode = await main().catch((failure: unknown) => {
  process.stderr.write(`${failure instanceof Error ? failure.message : String(failure)}\n`);
  return wrongUse;
});
