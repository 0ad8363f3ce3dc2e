import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';

export interface TimesOptions {
  readonly times: number;
  readonly seed: number;
}

/** Reads `--times` and `--seed`; a sentence says what is wrong with them. A seed that is not given is drawn. */
export function timesOptions(args: readonly string[], usualTimes: number): TimesOptions | string {
  try {
    const { values } = parseArgs({ args: [...args], options: { times: { type: 'string' }, seed: { type: 'string' } } });
    const times = Number(values.times ?? usualTimes);
    const seed = Number(values.seed ?? randomInt(1_000_000));
    if (!Number.isSafeInteger(times) || times < 1) return '--times takes a whole number above zero.';
    if (!Number.isSafeInteger(seed)) return '--seed takes a whole number.';
    return { times, seed };
  } catch (failure) {
    return (failure as Error).message;
  }
}
