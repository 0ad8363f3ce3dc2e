import { join } from 'node:path';
import { checkInvariants } from './check-invariants.js';
import { checkRequirements } from './check-requirements.js';
import { checkout } from './checkout.js';
import { keysFile, writeKeysFile } from './keys-file.js';
import { outsideServers } from './outside-servers.js';
import { portsFrom } from './ports.js';
import { readSampleTexts } from './sample/read-sample-texts.js';
import { sampleMarket } from './sample/sample-market.js';
import { everyTradeEnded, sampleJson } from './sample-outcome.js';
import { sampleTable } from './sample-table.js';
import { takeLock } from './start-lock.js';
import { parseStartOptions, type StartOptions, startHelp } from './start-options.js';
import { showDay } from './start-steps.js';
import type { Stack } from './stack.js';
import { removeState } from './stack-state.js';
import { stayAndShow } from './stay.js';

/** The same day, files and seed give the same market, so that a second start finds what the first has traded. */
const sampleSeed = 1;

/** Wrong words on the command line end with 2, whatever fails later with 1. */
const wrongUse = 2;

function complain(sentences: readonly string[]): void {
  process.stderr.write(sentences.map((sentence) => `${sentence}\n`).join(''));
}

function showAddresses({ instances, keys, logs }: Stack): void {
  const lines = [
    ...Object.values(instances)
      .flat()
      .map(({ name, url }): [string, string] => [name, `${url}/docs`]),
    ...writeKeysFile(keys),
    ['keys', `. ${keysFile}`],
    ['logs', logs],
  ];
  process.stdout.write(`\n${lines.map(([name, value]) => `  ${name?.padEnd(14)}${value}\n`).join('')}\n`);
}

async function start(options: StartOptions): Promise<number> {
  const answer = sampleMarket(options.day, readSampleTexts(), sampleSeed);
  if (!answer.ok) {
    complain([answer.because]);
    return wrongUse;
  }
  const { market } = answer;
  // What one broker has written, three cannot go on with; what was traded by one path is not traded again by another.
  const folder = join(
    ...[checkout, '.gridsaga'],
    [
      market.day,
      ...(options.brokers === 1 ? [] : [`${options.brokers}-brokers`]),
      ...(options.settlement === 'saga' ? [] : [options.settlement]),
    ].join('-'),
  );
  const lock = await takeLock(`${folder}.lock`, 'start.js');
  if (!lock.ok) {
    complain([lock.because]);
    return 1;
  }
  process.once('exit', () => lock.release());
  const faults = await checkRequirements(portsFrom(options.portBase, options.instances, options.brokers));
  if (faults.length > 0) {
    complain(faults);
    return 1;
  }
  if (options.fresh) await removeState(folder);

  const { stack, outcome, invariants } = await showDay({
    // A state per day, because the market clock never runs backwards.
    stack: {
      folder,
      portBase: options.portBase,
      instances: options.instances,
      brokers: options.brokers,
      marketClock: `${market.marketClock}@1`,
      short: options.once,
    },
    outside: outsideServers(process.env),
    market,
    settlement: options.settlement,
    checkInvariants,
  });
  process.stdout.write(`\n${sampleTable(outcome, invariants.verdict)}\n`);
  complain(invariants.findings);
  const isWell = everyTradeEnded(outcome) && outcome.ledger.holds && invariants.verdict === 'hold';
  if (!options.once) {
    showAddresses(stack);
    // From here on Ctrl-C is how it ends, and no failure.
    process.exitCode = 0;
    process.once('SIGINT', () => process.stdout.write('\nStopping …\n'));
    await stayAndShow(stack.urls.trading, stack.keys.operator);
  }
  await stack.stop();
  process.stdout.write(`${sampleJson(outcome, invariants.verdict)}\n`);
  return isWell ? 0 : 1;
}

/** A list that is cut off by a signal leaves the terminal without its cursor. */
process.once('exit', () => {
  if (process.stdout.isTTY) process.stdout.write('\u001b[?25h');
});

const parsed = parseStartOptions(process.argv.slice(2));
if (!parsed.ok) {
  complain([parsed.because]);
  process.exitCode = wrongUse;
} else if (parsed.options.help) {
  process.stdout.write(startHelp);
} else {
  process.exitCode = await start(parsed.options).catch((failure: unknown) => {
    complain([failure instanceof Error ? failure.message : String(failure)]);
    return 1;
  });
}
