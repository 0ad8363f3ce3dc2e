import { join } from 'node:path';
import { checkout } from '../../local/checkout.js';
import { startStack } from '../../local/stack.js';
import { mostRecoveryMs } from '../fault/overload-findings.js';
import { runOverload } from '../fault/overload.js';
import { registerLoad } from '../support/load-process.js';
import type { Figure } from './figure.js';
import { rounded } from './spread.js';

const mostOpenSagas = 4_000;
const capacitySeconds = 5;

const ms = (value: number): string => `${Math.round(value)} ms`;
const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;

/** What still ends when three times of it is offered, beside what ends when just enough is. */
export const overloadFigure: Figure = {
  name: 'overload',
  seconds: 60,
  async measure({ seconds, seed, say }) {
    const folder = join(checkout, '.gridsaga', `bench-overload-${process.pid}`);
    const env = { MOST_OPEN_SAGAS: String(mostOpenSagas) };
    const stack = await startStack({ folder, portBase: 'free', durable: true, env });
    try {
      await registerLoad(stack);
      const report = await runOverload(stack, { seconds, capacitySeconds, seed, mostOpenSagas, say });
      const { capacityPerSecond, offeredPerSecond, endedPerSecond, residentBytes, verdict, findings } = report;

      const share = rounded((100 * report.takenTrades) / report.offeredTrades);
      return {
        figure: 'overload',
        measures: [
          {
            ...{ what: 'overload', value: rounded(endedPerSecond), unit: 'sagas/s', better: 'more' },
            windows: report.endedWindows,
            beside: {
              ...{ what: 'the same stack with just enough to do', value: rounded(capacityPerSecond) },
              windows: report.capacityWindows,
            },
          },
          {
            ...{ what: 'recovered after', value: Math.round(report.recoveredMs), unit: 'ms', better: 'less' },
            limit: { of: 'value', bound: mostRecoveryMs },
          },
        ],
        ...{ verdict, findings },
        rows: [
          { what: 'ended per second, with just enough to do', value: `${Math.round(capacityPerSecond)}` },
          { what: 'offered per second', value: `${Math.round(offeredPerSecond)}` },
          { what: 'ended per second, overloaded', value: `${Math.round(endedPerSecond)}` },
          { what: 'taken', value: `${share} %`, ratio: `${report.takenTrades} of ${report.offeredTrades} trades` },
          { what: 'most open sagas', value: `${report.mostOpen}`, ratio: `the bound is ${mostOpenSagas}` },
          { what: 'taken trades, p50 / p99', value: `${ms(report.p50Ms)} / ${ms(report.p99Ms)}` },
          { what: 'refusals, p50 / p99', value: `${ms(report.refusedP50Ms)} / ${ms(report.refusedP99Ms)}` },
          {
            what: 'resident, trading, at most',
            value: megabytes(residentBytes.overloaded),
            ratio: `${megabytes(residentBytes.atCapacity)} with just enough to do`,
          },
          { what: 'until no saga was open, after', value: ms(report.recoveredMs) },
          { what: 'a single trade after that', value: ms(report.singleMs) },
        ],
        details: { ...report },
      };
    } finally {
      await stack.stop({ remove: true });
    }
  },
};
