import { isDate } from '#libs/market';
import { parseArgs } from 'node:util';
import { highestPortOffset, mostInstances } from './ports.js';
import { defaultDay } from './sample/sample-market.js';
import { type SettlementPath, settlementPaths } from './sample/settlement-path.js';

export interface StartOptions {
  /** The day that is traded, `2026-05-01`. */
  readonly day: string;
  readonly portBase: number;
  /** Of each service. */
  readonly instances: number;
  /** Of Apache Kafka. */
  readonly brokers: number;
  /** The path of the sample trades. */
  readonly settlement: SettlementPath;
  /** Ends after the sample day. */
  readonly once: boolean;
  /** Forgets the state of the day first. */
  readonly fresh: boolean;
  readonly help: boolean;
}

const defaultPortBase = 4100;
/** Two brokers have no majority when one of them is away; three have. */
const brokerCounts = [1, 3] as const;
const highestPortBase = 65_535 - highestPortOffset(3);

export const startHelp = `npm start -- [options]

Starts PostgreSQL, Apache Kafka and the three services on this machine, trades a day of the sample market through them,
and stays until Ctrl-C. The state of each day is kept under .gridsaga and found again by the next start.

  --day D         the day to trade, ${defaultDay} by default; 2025-10-26 has 100 quarter hours, 2026-03-29 has 92
  --once          end after the day: exit code 0 if every trade ended and the invariants hold; the last line is JSON
  --settlement P  how its trades are settled: saga (by default), two-phase, or mixed, which is every second one two-phase;
                  each has a state of its own
  --fresh         forget the state of that day first
  --port-base N   N+1, N+2, N+3 for trading, metering and settlement, N+32 for PostgreSQL, N+92 and N+93 for Kafka;
                  ${defaultPortBase} by default
  --instances N   so many of each service, 1 to ${mostInstances}; the second ones listen ten ports above the first
  --brokers N     1 or 3 brokers of Kafka, on N+92 to N+97 of the port base; three keep three copies of every record
  --help          this text
`;

export type StartOptionsAnswer =
  | { readonly ok: true; readonly options: StartOptions }
  | { readonly ok: false; readonly because: string };

const wrong = (because: string): StartOptionsAnswer => ({ ok: false, because });

/** Reads the command line. A refusal is one sentence. */
export function parseStartOptions(args: readonly string[]): StartOptionsAnswer {
  let values: {
    day?: string;
    once?: boolean;
    fresh?: boolean;
    'port-base'?: string;
    instances?: string;
    brokers?: string;
    settlement?: string;
    help?: boolean;
  };
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        day: { type: 'string' },
        once: { type: 'boolean' },
        fresh: { type: 'boolean' },
        'port-base': { type: 'string' },
        instances: { type: 'string' },
        brokers: { type: 'string' },
        settlement: { type: 'string' },
        help: { type: 'boolean' },
      },
    }));
  } catch (failure) {
    const [sentence] = (failure as Error).message.split(/\. |\n/);
    return wrong(`${sentence?.replace(/\.$/, '')}; --help names the options.`);
  }
  const { day = defaultDay, once = false, fresh = false, help = false } = values;
  if (!isDate(day)) return wrong(`--day takes a date like ${defaultDay}, and '${day}' is none.`);
  const base = values['port-base'] ?? String(defaultPortBase);
  const portBase = Number(base);
  if (!/^\d+$/.test(base) || portBase < 1_024 || portBase > highestPortBase) {
    return wrong(`--port-base takes a whole number from 1024 to ${highestPortBase}, and '${base}' is none.`);
  }
  const { instances = '1', brokers: brokersText = '1', settlement: pathText = 'saga' } = values;
  const brokers = brokerCounts.find((count) => String(count) === brokersText);
  if (brokers === undefined) return wrong(`--brokers takes 1 or 3, and '${brokersText}' is neither.`);
  if (!/^\d$/.test(instances) || Number(instances) < 1 || Number(instances) > mostInstances) {
    return wrong(`--instances takes a whole number from 1 to ${mostInstances}, and '${instances}' is none.`);
  }
  const settlement = settlementPaths.find((path) => path === pathText);
  if (settlement === undefined) return wrong(`--settlement takes saga, two-phase or mixed, and '${pathText}' is none.`);
  return { ok: true, options: { day, portBase, instances: Number(instances), brokers, settlement, once, fresh, help } };
}
