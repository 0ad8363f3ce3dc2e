import { parseArgs } from 'node:util';
import { explore } from './explore.js';
import { largeWorlds, publishedWorlds, suiteWorlds, type World } from './worlds.js';

const wrongUse = 2;
const usage = `npm run explore -- [--most-states N]

Walks every state of two-phase commit, in the suite's worlds and in larger ones, up to N states in each (30,000,000 by
default, some gigabytes). Ends with 0 if all that was walked holds and can end.
`;

/** Reads the command line; a sentence says what is wrong with it. */
function readMostStates(args: readonly string[]): number | string {
  try {
    const { values } = parseArgs({ args: [...args], options: { 'most-states': { type: 'string' } } });
    const mostStates = Number(values['most-states'] ?? 30_000_000);
    return Number.isSafeInteger(mostStates) && mostStates > 0
      ? mostStates
      : '--most-states takes a whole number above zero.';
  } catch (failure) {
    return (failure as Error).message;
  }
}

/** Whether all holds; what was found is told. */
function walk({ name, model, states: expected }: World, mostStates: number): boolean {
  const startedAt = performance.now();
  const { states, steps, depth, exhausted, wrong } = explore(model, mostStates);
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  const count = [states, steps, depth].map((number) => number.toLocaleString('en'));
  const verdict = wrong ? wrong.sentence : exhausted ? 'all holds, all can end' : 'not exhausted, all seen holds';
  process.stdout.write(`${name}: ${count[0]} states, ${count[1]} steps, depth ${count[2]}, ${seconds} s: ${verdict}\n`);
  for (const move of wrong?.moves ?? []) process.stdout.write(`  ${move}\n`);
  const other = exhausted && expected !== undefined && states !== expected;
  if (other) process.stdout.write(`  there were ${expected.toLocaleString('en')} states when this was last walked\n`);
  return wrong === undefined && !other;
}

function main(): number {
  const mostStates = readMostStates(process.argv.slice(2));
  if (typeof mostStates === 'string') {
    process.stderr.write(`${mostStates}\n\n${usage}`);
    return wrongUse;
  }
  const verdicts = [...publishedWorlds, ...suiteWorlds, ...largeWorlds].map((world) => walk(world, mostStates));
  return verdicts.every(Boolean) ? 0 : 1;
}

process.exitCode = main();
