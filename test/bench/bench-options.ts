import { parseArgs } from 'node:util';

export interface MeasureOrder {
  readonly order: 'measure';
  /** By name; empty for all of them. */
  readonly figures: readonly string[];
  readonly seconds: number | undefined;
  readonly open: number | undefined;
  readonly seed: number;
}

export interface CompareOrder {
  readonly order: 'compare';
  /** Two files, or figures and how many of their newest results lie between the two that are compared. */
  readonly what:
    | { readonly files: readonly [from: string, to: string] }
    | { readonly figures: readonly string[]; readonly last: number };
}

export type BenchOrder = MeasureOrder | CompareOrder | { readonly order: 'page' };

interface Values {
  readonly seconds?: string | undefined;
  readonly open?: string | undefined;
  readonly last?: string | undefined;
  readonly seed?: string | undefined;
}

/** Reads the command line; a sentence says what is wrong with it. */
export function readBenchOptions(args: readonly string[], known: readonly string[]): BenchOrder | string {
  let values: Values;
  let positionals: string[];
  try {
    ({ values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        ...{ seconds: { type: 'string' }, open: { type: 'string' }, last: { type: 'string' } },
        seed: { type: 'string' },
      },
    }));
  } catch (failure) {
    return (failure as Error).message;
  }
  const seed = Number(values.seed ?? 1);
  if (!Number.isSafeInteger(seed)) return '--seed takes a whole number.';
  const [first, ...rest] = positionals;
  if (first === 'page') return rest.length > 0 ? `page takes nothing, and no '${rest[0]}'.` : { order: 'page' };
  if (first === 'compare') return readComparison(rest, values, known);
  return readMeasurement(positionals, values, seed, known);
}

const unknownOf = (names: readonly string[], known: readonly string[]): string | undefined => {
  const unknown = names.find((name) => !known.includes(name));
  return unknown && `There is no figure '${unknown}'.`;
};

function readMeasurement(
  figures: readonly string[],
  values: Values,
  seed: number,
  known: readonly string[],
): MeasureOrder | string {
  const unknown = unknownOf(figures, known);
  if (unknown !== undefined) return unknown;
  if (values.last !== undefined) return '--last is for compare.';
  const seconds = values.seconds === undefined ? undefined : Number(values.seconds);
  if (seconds !== undefined && !(seconds >= 1 && seconds <= 3_600)) return '--seconds takes a number from 1 to 3600.';
  const open = values.open === undefined ? undefined : Number(values.open);
  if (open !== undefined && !(open >= 100 && open <= 100_000)) return '--open takes a number from 100 to 100000.';
  return { order: 'measure', figures, seconds, open, seed };
}

function readComparison(names: readonly string[], values: Values, known: readonly string[]): CompareOrder | string {
  if (values.seconds !== undefined || values.open !== undefined || values.seed !== undefined)
    return 'compare measures nothing.';
  if (values.last === undefined) {
    const [from, to, more] = names;
    if (from === undefined || to === undefined || more !== undefined)
      return 'compare takes two files, or --last and the figures that are meant.';
    return { order: 'compare', what: { files: [from, to] } };
  }
  const last = Number(values.last);
  if (!Number.isSafeInteger(last) || last < 2) return '--last takes a whole number from 2 on.';
  const unknown = unknownOf(names, known);
  if (unknown !== undefined) return unknown;
  return { order: 'compare', what: { figures: names.length > 0 ? names : known, last } };
}
