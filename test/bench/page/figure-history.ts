import type { KeptResult } from '../kept-result.js';
import { type Measure, ratioOf, ratioWindows } from '../measure.js';
import { rounded } from '../spread.js';

/** A number at one time. */
export interface HistoryPoint {
  readonly date: string;
  readonly value: number;
  /** Of its windows, where it has several. */
  readonly spread?: readonly [least: number, most: number];
  /** A figure of wrong work counts for nothing. */
  readonly counts: boolean;
  /** What is said of it when it is pointed at. */
  readonly says: string;
}

/** A number over time. */
export interface Series {
  readonly what: string;
  readonly unit: string;
  readonly better: Measure['better'];
  /** As it stands in the newest result. */
  readonly bound?: number;
  readonly points: readonly HistoryPoint[];
}

export interface FigureHistory {
  readonly figure: string;
  readonly results: readonly KeptResult[];
  /** Values and, where something was measured beside them, ratios. */
  readonly series: readonly Series[];
}

function spreadOfAll(windows: readonly number[] | undefined): readonly [number, number] | undefined {
  return windows === undefined || windows.length < 2 ? undefined : [Math.min(...windows), Math.max(...windows)];
}

/** `2026-11-21 09:11`, by UTC. */
export const saidDate = (date: string): string => date.slice(0, 16).replace('T', ' ');

const saidMachine = ({ machine: { cores, processor, memoryGiB } }: KeptResult): string =>
  `${cores} cores of ${processor}, ${memoryGiB} GiB`;

function point(
  result: KeptResult,
  unit: string,
  value: number | undefined,
  windows: readonly number[] | undefined,
): HistoryPoint[] {
  if (value === undefined) return [];
  const spread = spreadOfAll(windows);
  const said = `${rounded(value, 3)} ${unit}${spread ? `, windows ${spread.map((one) => rounded(one, 3)).join(' … ')}` : ''}`;
  const where = `${saidDate(result.date)}, gridsaga ${result.versions['gridsaga'] ?? 'unknown'}, ${result.seconds} s, ${saidMachine(result)}`;
  const counts = result.verdict === 'hold';
  const says = `${said}; ${where}${counts ? '' : `; invariants ${result.verdict}`}`;
  return [{ date: result.date, value, counts, says, ...(spread && { spread }) }];
}

/** The values and the ratios of one number, of those results that have it. */
function seriesOf(results: readonly KeptResult[], { what, unit, better, limit }: Measure): Series[] {
  const found = results.flatMap((result) => {
    const measure = result.measures.find((one) => one.what === what);
    return measure === undefined ? [] : [{ result, measure }];
  });
  const values = found.flatMap(({ result, measure }) => point(result, unit, measure.value, measure.windows));
  const ratios = found.flatMap(({ result, measure }) => point(result, '×', ratioOf(measure), ratioWindows(measure)));
  const boundOf = (of: 'value' | 'ratio') => limit?.of === of && { bound: limit.bound };
  return [
    { what, unit, better, points: values, ...boundOf('value') },
    { what: `${what}, as a ratio`, unit: '×', better, points: ratios, ...boundOf('ratio') },
  ].filter(({ points }) => points.length > 0);
}

/** What became of each figure, in the order in which the figures came first; `results` come with the oldest first. */
export function figureHistories(results: readonly KeptResult[]): FigureHistory[] {
  const names = [...new Set(results.map(({ figure }) => figure))];
  return names.map((figure) => {
    const own = results.filter((result) => result.figure === figure);
    const newest = own.at(-1)?.measures ?? [];
    return { figure, results: own, series: newest.flatMap((measure) => seriesOf(own, measure)) };
  });
}
