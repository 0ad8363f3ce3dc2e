import { parseArgs } from 'node:util';
import { outsideServers } from '../../local/outside-servers.js';
import { runningStack } from '../../local/running-stack.js';
import { checkInvariants, invariants, type Places } from './check.js';
import { invariantList } from './invariant-list.js';

const usage = `npm run invariants -- [--port-base N] [--state FOLDER] [--allow-parked] [--least-cleared N]
                      [--trading-url URL --metering-url URL --settlement-url URL --brokers HOST:PORT,…]
npm run invariants -- --list

Looks at the three databases and the log, writes nothing, takes no locks: it can be run on a live system. A finding
names what does not hold, and shows the rows.

  --port-base N      the stack that was started with it, where several run in this checkout
  --state FOLDER     the stack whose state is kept there, if it is none of those that npm start keeps
  --least-cleared N  with fewer cleared trades nothing can be said: 1 by default, 0 where nothing was expected
  --allow-parked     parked messages are no finding
  --list             what is looked at, and what a finding means
  --help             this text

Without addresses it takes TRADING_DATABASE_URL, METERING_DATABASE_URL, SETTLEMENT_DATABASE_URL and KAFKA_BROKERS; where
they are not set, the stack that npm start runs in this checkout. The last line is JSON.
Ends with 0 when everything holds, 1 when something is broken, 2 when nothing can be said.`;

const wrongUse = 2;

/** A wrong option, or the arguments. */
function readArguments() {
  try {
    return parseArgs({
      options: {
        'port-base': { type: 'string' },
        state: { type: 'string' },
        'trading-url': { type: 'string' },
        'metering-url': { type: 'string' },
        'settlement-url': { type: 'string' },
        brokers: { type: 'string' },
        'allow-parked': { type: 'boolean' },
        'least-cleared': { type: 'string' },
        list: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (mistake) {
    return mistake as Error;
  }
}

type Given = Exclude<ReturnType<typeof readArguments>, Error>;

/** Where to look, with a name for it; or a sentence. */
async function placesOf(given: Given): Promise<{ readonly places: Places; readonly named: string } | string> {
  const { brokers: ofEnvironment, databases } = outsideServers(process.env);
  const tradingUrl = given['trading-url'] ?? databases.trading;
  const meteringUrl = given['metering-url'] ?? databases.metering;
  const settlementUrl = given['settlement-url'] ?? databases.settlement;
  const brokers = given.brokers ?? ofEnvironment;
  const isChosen = given.state !== undefined || given['port-base'] !== undefined;
  if (!isChosen && tradingUrl && meteringUrl && settlementUrl && brokers)
    return { places: { tradingUrl, meteringUrl, settlementUrl, brokers }, named: `the databases given, ${brokers}` };
  if (!isChosen && (tradingUrl || meteringUrl || settlementUrl || brokers))
    return 'Three databases and the brokers are needed, and only some of them were given.';
  const portBase = given['port-base'] === undefined ? undefined : Number(given['port-base']);
  const found = await runningStack({ state: given.state, portBase });
  if (!found.ok) return found.because;
  const { databaseUrls, state, portBase: base } = found.stack;
  return {
    places: {
      tradingUrl: databaseUrls.trading,
      meteringUrl: databaseUrls.metering,
      settlementUrl: databaseUrls.settlement,
      brokers: found.stack.brokers,
    },
    named: `the stack in ${state}, with the port base ${base}`,
  };
}

async function run(given: Given): Promise<number> {
  const leastCleared = Number(given['least-cleared'] ?? 1);
  const portBase = Number(given['port-base'] ?? 0);
  if (!Number.isSafeInteger(leastCleared) || leastCleared < 0 || !Number.isSafeInteger(portBase)) {
    console.log(`--least-cleared and --port-base take whole numbers.\n\n${usage}`);
    return wrongUse;
  }
  const where = await placesOf(given);
  if (typeof where === 'string') {
    console.log(where);
    return wrongUse;
  }
  console.log(`Looking at ${where.named}.`);
  const startedAt = performance.now();
  const { verdict, findings } = await checkInvariants(where.places, {
    allowParked: given['allow-parked'],
    leastCleared,
  });
  for (const finding of findings) console.log(finding);
  const says = verdict === 'hold' ? 'hold.' : verdict === 'broken' ? 'are broken.' : 'are unknown.';
  console.log(`${invariants.length} invariants were looked at: they ${says}`);
  const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
  console.log(JSON.stringify({ verdict, invariants: invariants.length, findings: findings.length, seconds }));
  return { hold: 0, broken: 1, unknown: 2 }[verdict];
}

const given = readArguments();
if (given instanceof Error) {
  console.log(`${given.message}\n\n${usage}`);
  process.exitCode = wrongUse;
} else if (given.help) console.log(usage);
else if (given.list) console.log(invariantList(invariants));
else process.exitCode = await run(given);
