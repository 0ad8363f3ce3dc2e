import type { KeptResult } from '../kept-result.js';
import { isMet, type Measure, ratioOf, saidLimit } from '../measure.js';
import { rounded } from '../spread.js';
import { chart } from './chart.js';
import { escaped } from './escaped.js';
import { type FigureHistory, figureHistories, saidDate } from './figure-history.js';
import { pageStyle } from './page-style.js';

/** Rows of text; a cell that is marked as short of its limit stands out. */
function table(title: readonly string[], rows: readonly (readonly string[])[]): string {
  const cell = (text: string): string => `<td${text === shortOf ? ' class="short"' : ''}>${escaped(text)}</td>`;
  return [
    '<div class="wide"><table>',
    `<thead><tr>${title.map((name) => `<th>${escaped(name)}</th>`).join('')}</tr></thead>`,
    '<tbody>',
    ...rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`),
    '</tbody></table></div>',
  ].join('\n');
}

const shortOf = 'short of';

const saidRatio = (measure: Measure): string => {
  const ratio = ratioOf(measure);
  return ratio === undefined ? '–' : `${rounded(ratio, 3)} ×`;
};

const saidMet = (measure: Measure): string => {
  const met = isMet(measure);
  return met === undefined ? '–' : met ? 'met' : shortOf;
};

const newestRows = ({ figure, results }: FigureHistory): string[][] =>
  (results.at(-1)?.measures ?? []).map((measure) => [
    measure.what === figure ? figure : `${figure}: ${measure.what}`,
    `${measure.value} ${measure.unit}`,
    measure.beside ? `${measure.beside.value} ${measure.beside.what}` : '–',
    saidRatio(measure),
    saidLimit(measure),
    saidMet(measure),
    saidDate(results.at(-1)?.date ?? ''),
  ]);

const windowsOf = ({ windows }: Measure): string => (windows === undefined ? 'one value' : windows.join(', '));

function resultRows(result: KeptResult): string[][] {
  const { date, seconds, verdict, machine, versions, measures } = result;
  const where = `${machine.cores} cores of ${machine.processor}, ${machine.memoryGiB} GiB`;
  return measures.map((measure) => [
    ...[saidDate(date), versions['gridsaga'] ?? 'unknown', `${seconds} s`, measure.what],
    ...[`${measure.value} ${measure.unit}`, windowsOf(measure), saidRatio(measure), verdict, where],
  ]);
}

function section(history: FigureHistory): string {
  const { figure, results, series } = history;
  const charts = series.map(
    (one) => `<figure><figcaption>${escaped(one.what)}, ${escaped(one.unit)}</figcaption>\n${chart(one)}\n</figure>`,
  );
  const title = ['measured', 'gridsaga', 'for', 'what', 'value', 'windows', 'ratio', 'invariants', 'machine'];
  return [
    `<h2 id="${escaped(figure)}">${escaped(figure)}</h2>`,
    '<div class="charts">',
    ...charts,
    '</div>',
    '<details><summary>All results</summary>',
    table(title, [...results].reverse().flatMap(resultRows)),
    '</details>',
  ].join('\n');
}

/** One page that needs nothing else: what became of every figure and of its ratio, and what is short of its limit. */
export function historyPage(results: readonly KeptResult[]): string {
  const histories = figureHistories(results);
  const newest = results.at(-1)?.date;
  const title = ['figure', 'value', 'beside', 'ratio', 'limit', 'met', 'measured'];
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<title>Gridsaga in figures</title>',
    `<style>${pageStyle}</style>`,
    '</head>',
    '<body>',
    '<h1>Gridsaga in figures</h1>',
    `<p>${results.length} results${newest === undefined ? '' : `, the newest of ${saidDate(newest)} UTC`}. A ratio is a figure over what was measured beside it in the same run, so that it says the same on another day. The band is the spread of a run's windows, the dashed line the limit, a hollow dot a run whose invariants did not hold.</p>`,
    `<nav>${histories.map(({ figure }) => `<a href="#${escaped(figure)}">${escaped(figure)}</a>`).join('')}</nav>`,
    table(title, histories.flatMap(newestRows)),
    ...histories.map(section),
    '</body>',
    '</html>',
    '',
  ].join('\n');
}
