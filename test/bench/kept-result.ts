import { z } from 'zod';
import type { Machine } from './machine.js';
import type { Measure } from './measure.js';

/** A figure as it was kept, with all that has to be known before it is held against another. */
export interface KeptResult {
  readonly file: string;
  readonly figure: string;
  readonly date: string;
  readonly seconds: number;
  readonly open: number | undefined;
  readonly verdict: string;
  readonly machine: Machine;
  readonly versions: Readonly<Record<string, string>>;
  /** The first is the figure's own. */
  readonly measures: readonly [Measure, ...Measure[]];
}

const windows = z.array(z.number());
const beside = z.object({ what: z.string(), value: z.number(), windows: windows.exactOptional() });
const measure = z.object({
  ...{ what: z.string(), value: z.number(), unit: z.string(), better: z.enum(['more', 'less']) },
  ...{ windows: windows.exactOptional(), beside: beside.exactOptional() },
  limit: z.object({ of: z.enum(['value', 'ratio']), bound: z.number() }).exactOptional(),
});
const kept = z.object({
  ...{ figure: z.string(), date: z.iso.datetime(), seconds: z.number(), open: z.number().optional() },
  ...{ verdict: z.string(), versions: z.record(z.string(), z.string()) },
  machine: z.object({ cores: z.number(), processor: z.string(), memoryGiB: z.number(), system: z.string() }),
  ...{ value: z.number(), unit: z.string(), beside: z.string().optional(), besideValue: z.number().optional() },
  windows: windows.optional(),
  measures: z.tuple([measure], measure).optional(),
});

/** Results that were kept before 0.4.0 have one number, and few of them its windows. */
const onlyMeasure = (of: z.infer<typeof kept>): Measure => ({
  ...{ what: of.figure, value: of.value, unit: of.unit, better: of.unit.endsWith('/s') ? 'more' : 'less' },
  ...(of.windows && { windows: of.windows }),
  ...(of.beside !== undefined &&
    of.besideValue !== undefined && { beside: { what: of.beside, value: of.besideValue } }),
});

const severalFigures = z.object({ results: z.array(z.string()) });

/** What a kept file holds: a figure, or the names of the files of several figures; a sentence says what is wrong. */
export function readKept(file: string, text: string): KeptResult | readonly string[] | string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return `${file} is not JSON.`;
  }
  const several = severalFigures.safeParse(json);
  if (several.success) return several.data.results;
  const one = kept.safeParse(json);
  if (!one.success) return `${file} is no kept figure: ${z.prettifyError(one.error)}`;
  const { figure, date, seconds, open, verdict, machine, versions, measures } = one.data;
  const all = measures ?? ([onlyMeasure(one.data)] as const);
  return { file, figure, date, seconds, open, verdict, machine, versions, measures: all };
}
