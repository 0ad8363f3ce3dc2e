import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { checkInvariants } from '../../local/check-invariants.js';
import { checkout } from '../../local/checkout.js';
import { serviceNames } from '../../local/services.js';
import { startStack } from '../../local/stack.js';
import { LoadProcess, registerLoad, tradesPerBody } from '../support/load-process.js';
import { untilQuiet } from '../support/quiet.js';
import type { Figure, FigureRow } from './figure.js';
import { residentBytes } from './process-cost.js';
import { slope } from './slope.js';
import { rounded } from './spread.js';
import { processesOf } from './stack-cost.js';

/** Steady, and no more than the invariants can read back into memory after ten minutes. */
const sagasPerSecond = 300;
const drainMs = 120_000;
const lookEveryMs = 5_000;
/** Until then caches and code fill; growth counts from here on. */
const settledShare = 0.2;
const mostMegabytesPerMinute = 1;

const megabytes = (bytes: number): number => rounded(bytes / 1e6, 1);

/** Whether memory stays where it is under a steady load: the steepest slope of a service, in MB a minute. */
export const memoryFigure: Figure = {
  name: 'memory',
  seconds: 600,
  // A slope over less than four minutes is mostly that of the garbage collector.
  secondsAmongAll: 270,
  async measure({ seconds, seed, say }) {
    const folder = join(checkout, '.gridsaga', `bench-memory-${process.pid}`);
    const stack = await startStack({ folder, portBase: 'free' });
    let load: LoadProcess | undefined;
    try {
      await registerLoad(stack);
      load = await LoadProcess.start(stack, seed);
      load.atRate('steady', sagasPerSecond / tradesPerBody);
      const pids = processesOf(stack);
      const looks: { atMinutes: number; bytes: Record<string, number> }[] = [];
      const startedMs = performance.now();
      for (let minute = -1; performance.now() - startedMs < seconds * 1_000; await pause(lookEveryMs)) {
        const atMinutes = (performance.now() - startedMs) / 60_000;
        const bytes = Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, residentBytes(pid)]));
        looks.push({ atMinutes, bytes });
        if (Math.floor(atMinutes) === minute) continue;
        minute = Math.floor(atMinutes);
        const shown = Object.entries(bytes).map(([name, value]) => `${name} ${megabytes(value)}`);
        say(`minute ${minute}: ${shown.join(', ')} MB`);
      }
      await load.rest();
      await untilQuiet(stack, drainMs);
      const { verdict, findings } = await checkInvariants(stack);
      const settled = looks.filter(({ atMinutes }) => atMinutes * 60 >= seconds * settledShare);
      const slopes = Object.fromEntries(
        Object.keys(pids).map((name) => [
          name,
          rounded(slope(settled.map(({ atMinutes, bytes }) => [atMinutes, (bytes[name] ?? 0) / 1e6])), 2),
        ]),
      );
      const steepest = Math.max(...serviceNames.map((name) => slopes[name] ?? 0));
      const last = looks.at(-1)?.bytes ?? {};
      const rows = Object.keys(pids).map(
        (name): FigureRow => ({
          what: `resident, ${name}`,
          value: `${megabytes(last[name] ?? 0)} MB`,
          ratio: `${slopes[name]} MB a minute`,
        }),
      );
      return {
        figure: 'memory',
        measures: [
          {
            ...{ what: 'memory', value: steepest, unit: 'MB/min', better: 'less' },
            beside: { what: 'what a service may grow by', value: mostMegabytesPerMinute },
            limit: { of: 'value', bound: mostMegabytesPerMinute },
          },
        ],
        verdict,
        findings,
        rows,
        details: {
          sagasPerSecond,
          slopes,
          minutes: looks.filter(
            ({ atMinutes }, index) => Math.floor(atMinutes) !== Math.floor(looks[index - 1]?.atMinutes ?? -1),
          ),
        },
      };
    } finally {
      load?.stop();
      await stack.stop({ remove: true });
    }
  },
};
