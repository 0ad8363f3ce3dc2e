import { type Measure, ratioOf } from './measure.js';
import { rounded } from './spread.js';

/** One line of a figure's table; `ratio` where there is something to hold it against. */
export interface FigureRow {
  readonly what: string;
  readonly value: string;
  readonly ratio?: string;
}

/** What a benchmark found: the figure, its limit measured in the same run, and whatever explains it. */
export interface FigureResult {
  readonly figure: string;
  /** The first is the figure; the others are followed over time too. */
  readonly measures: readonly [Measure, ...Measure[]];
  /** Do the run's invariants hold, and did enough of it succeed? */
  readonly verdict: 'hold' | 'broken' | 'unknown';
  readonly findings: readonly string[];
  readonly rows: readonly FigureRow[];
  /** Everything else that was measured, for the file. */
  readonly details: Readonly<Record<string, unknown>>;
}

export interface FigureOptions {
  /** How long each thing is measured; warm-ups come on top. */
  readonly seconds: number;
  readonly seed: number;
  /** How many sagas a closed loop keeps in flight, where the figure has one. */
  readonly open?: number | undefined;
  readonly say: (sentence: string) => void;
}

export interface Figure {
  readonly name: string;
  /** How long each thing is measured unless told otherwise. */
  readonly seconds: number;
  /** The same, when all figures are measured one after the other: what takes minutes is cut to what still says something. */
  readonly secondsAmongAll?: number;
  readonly measure: (options: FigureOptions) => Promise<FigureResult>;
}

/** The table as it is printed: what, how much, and against what. */
export function figureTable(title: string, rows: readonly FigureRow[]): string {
  const width = Math.max(...rows.map(({ what }) => what.length));
  const valueWidth = Math.max(...rows.map(({ value }) => value.length));
  const lines = rows.map(
    ({ what, value, ratio }) =>
      `  ${what.padEnd(width)}  ${value.padStart(valueWidth)}${ratio === undefined ? '' : `   ${ratio}`}`,
  );
  return `${title}\n${lines.join('\n')}\n`;
}

/** The last line that a benchmark prints. */
export function figureJson({ figure, measures, verdict, findings, details }: FigureResult): string {
  const [chief] = measures;
  const ratio = ratioOf(chief);
  return JSON.stringify({
    ...{ figure, value: chief.value, unit: chief.unit, beside: chief.beside?.what, besideValue: chief.beside?.value },
    ...{ ratio: ratio === undefined ? undefined : rounded(ratio, 3), verdict, findings, measures },
    ...details,
  });
}
