import { parseArgs } from 'node:util';
import { checkInvariants } from './check.js';

const usage = `npm run invariants -- [--trading-url URL] [--metering-url URL] [--settlement-url URL] [--brokers HOST:PORT,…]
                      [--allow-parked] [--least-cleared N]

Looks at the three databases and the log, writes nothing, takes no locks: it can be run on a live system.
Without arguments it takes TRADING_DATABASE_URL, METERING_DATABASE_URL, SETTLEMENT_DATABASE_URL and KAFKA_BROKERS.
Ends with 0 when everything holds, 1 when something is broken, 2 when nothing can be said.`;

/** A wrong option, or the arguments. */
function readArguments() {
  try {
    return parseArgs({
      options: {
        'trading-url': { type: 'string' },
        'metering-url': { type: 'string' },
        'settlement-url': { type: 'string' },
        brokers: { type: 'string' },
        'allow-parked': { type: 'boolean' },
        'least-cleared': { type: 'string' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (mistake) {
    return mistake as Error;
  }
}

const given = readArguments();
if (given instanceof Error || given.help) {
  console.log(given instanceof Error ? `${given.message}\n\n${usage}` : usage);
  process.exitCode = given instanceof Error ? 2 : 0;
} else {
  const { env } = process;
  const tradingUrl = given['trading-url'] ?? env['TRADING_DATABASE_URL'];
  const meteringUrl = given['metering-url'] ?? env['METERING_DATABASE_URL'];
  const settlementUrl = given['settlement-url'] ?? env['SETTLEMENT_DATABASE_URL'];
  const brokers = given.brokers ?? env['KAFKA_BROKERS'];
  const leastCleared = Number(given['least-cleared'] ?? 0);
  if (!tradingUrl || !meteringUrl || !settlementUrl || !brokers || !Number.isSafeInteger(leastCleared)) {
    console.log(usage);
    process.exitCode = 2;
  } else {
    const places = { tradingUrl, meteringUrl, settlementUrl, brokers };
    const { verdict, findings } = await checkInvariants(places, { allowParked: given['allow-parked'], leastCleared });
    for (const finding of findings) console.log(finding);
    console.log(
      `The invariants ${verdict === 'hold' ? 'hold.' : verdict === 'broken' ? 'are broken.' : 'are unknown.'}`,
    );
    process.exitCode = { hold: 0, broken: 1, unknown: 2 }[verdict];
  }
}
