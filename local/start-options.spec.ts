import { describe, expect, it } from '@jest/globals';
import { parseStartOptions } from './start-options.js';

const usual = {
  ...{ day: '2026-05-01', portBase: 4100, instances: 1, brokers: 1, settlement: 'saga' },
  ...{ once: false, fresh: false, help: false },
};

describe('the command line of npm start', () => {
  it.each([
    [[], usual],
    [['--day', '2025-10-26', '--once'], { ...usual, day: '2025-10-26', once: true }],
    [['--day=2026-03-29', '--fresh'], { ...usual, day: '2026-03-29', fresh: true }],
    [['--port-base', '5200'], { ...usual, portBase: 5200 }],
    [['--instances', '2'], { ...usual, instances: 2 }],
    [['--brokers', '3'], { ...usual, brokers: 3 }],
    [['--settlement', 'two-phase'], { ...usual, settlement: 'two-phase' }],
    [['--settlement=mixed', '--once'], { ...usual, settlement: 'mixed', once: true }],
    [['--help'], { ...usual, help: true }],
  ])('takes %j', (args, options) => {
    expect(parseStartOptions(args)).toEqual({ ok: true, options });
  });

  it.each([
    [['--dey', '2026-05-01'], "Unknown option '--dey'; --help names the options."],
    [['tomorrow'], "Unexpected argument 'tomorrow'"],
    [['--day'], "Option '--day <value>' argument missing; --help names the options."],
    [['--day', 'tomorrow'], "--day takes a date like 2026-05-01, and 'tomorrow' is none."],
    [['--day', '2026-02-30'], "--day takes a date like 2026-05-01, and '2026-02-30' is none."],
    [['--port-base', '80'], "--port-base takes a whole number from 1024 to 65438, and '80' is none."],
    [['--port-base', '65439'], "--port-base takes a whole number from 1024 to 65438, and '65439' is none."],
    [['--port-base', '4100.5'], "--port-base takes a whole number from 1024 to 65438, and '4100.5' is none."],
    [['--brokers', '2'], "--brokers takes 1 or 3, and '2' is neither."],
    [['--settlement', 'both'], "--settlement takes saga, two-phase or mixed, and 'both' is none."],
    [['--instances', '0'], "--instances takes a whole number from 1 to 3, and '0' is none."],
    [['--instances', '4'], "--instances takes a whole number from 1 to 3, and '4' is none."],
    [['--instances', 'two'], "--instances takes a whole number from 1 to 3, and 'two' is none."],
  ])('refuses %j in one sentence', (args, because) => {
    const answer = parseStartOptions(args);
    expect(answer.ok).toBe(false);
    if (!answer.ok) {
      expect(answer.because).toContain(because);
      expect(answer.because.split('\n')).toHaveLength(1);
    }
  });
});
