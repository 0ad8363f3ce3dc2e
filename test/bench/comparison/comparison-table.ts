import { columns } from '../columns.js';
import { rounded } from '../spread.js';
import type { Compared, Finding } from './compare-measures.js';
import type { ComparedResults, Comparison } from './compare-results.js';

/** Times and rates are faster or slower; other amounts are better or worse. */
export const saidFinding = (finding: Finding, unit: string): string =>
  /(\/s|^ms)$/.test(unit) && (finding === 'better' || finding === 'worse')
    ? { better: 'faster', worse: 'slower' }[finding]
    : finding;

function change({ from, to, finding, chance, because }: Compared, unit: string): string {
  if (from === undefined || to === undefined) return '–';
  const percent = from === 0 ? '' : ` (${to >= from ? '+' : ''}${rounded((to / from - 1) * 100)} %)`;
  const why = because ?? (chance === undefined ? '' : `p ${chance.toFixed(3)}`);
  return `${rounded(from, 3)} → ${rounded(to, 3)}${percent}, ${saidFinding(finding, unit)}: ${why}`;
}

const rowOf = ({ figure, what, unit, ratio, value, finding }: Comparison): string[] => [
  what === figure ? figure : `  ${what}`,
  saidFinding(finding, unit),
  change(ratio, unit),
  `${unit}: ${change(value, unit)}`,
];

const advice =
  'The ratio decides where there is one, for what was measured beside a number has met the same machine. Windows of one\n' +
  'run share its mood: a change that matters is worth a second run.';

/** What has changed, what is noise, and what cannot be told. */
export function comparisonTable({ comparisons, remarks }: ComparedResults): string {
  const table = columns(['figure', 'finding', 'ratio', 'value'], comparisons.map(rowOf));
  return [...(comparisons.length === 0 ? [] : [table, advice, '']), ...remarks, ''].join('\n');
}
