import { columns } from './columns.js';
import { isMet, type Measure, ratioOf, saidLimit } from './measure.js';
import { rounded } from './spread.js';

/** What was measured of a figure, or why nothing was. */
export interface MeasuredFigure {
  readonly figure: string;
  readonly measures: readonly Measure[];
  readonly verdict: string;
}

const met = (measure: Measure): string => {
  const is = isMet(measure);
  return is === undefined ? '–' : is ? 'met' : 'short of';
};

function rowOf(measure: Measure, isChief: boolean): string[] {
  const { what, value, unit, beside } = measure;
  const ratio = ratioOf(measure);
  return [
    isChief ? what : `  ${what}`,
    `${value} ${unit}`,
    beside === undefined ? '–' : `${beside.value} ${beside.what}`,
    ratio === undefined ? '–' : `${rounded(ratio, 3)} ×`,
    saidLimit(measure),
    met(measure),
  ];
}

/** Every number that is followed, each with its limit and whether it is met; then what is short of its limit. */
export function limitsTable(figures: readonly MeasuredFigure[]): string {
  const rows = figures.flatMap(({ figure, measures, verdict }) =>
    measures.length === 0
      ? [[figure, '–', '–', '–', '–', verdict]]
      : measures.map((measure, at) => rowOf(measure, at === 0)),
  );
  const short = figures.flatMap(({ figure, measures }) =>
    measures.filter((measure) => isMet(measure) === false).map((measure) => shortOf(figure, measure)),
  );
  const uncounted = figures
    .filter(({ verdict }) => verdict !== 'hold')
    .map(({ figure, verdict }) => `${figure} counts for nothing: its run's invariants are ${verdict}.`);
  const table = columns(['figure', 'value', 'beside', 'ratio', 'limit', 'met'], rows);
  return [table, ...short, ...(short.length === 0 ? ['Every limit is met.'] : []), ...uncounted, ''].join('\n');
}

function shortOf(figure: string, measure: Measure): string {
  const { what, value, unit, limit } = measure;
  const ratio = ratioOf(measure);
  const has =
    limit?.of === 'ratio' ? `${ratio === undefined ? 'no ratio' : `${rounded(ratio, 3)} ×`}` : `${value} ${unit}`;
  return `Short of its limit: ${what === figure ? figure : `${figure}, ${what}`} has ${has}, wanted ${saidLimit(measure)}.`;
}
