import Table from 'cli-table3';
import type { Column, Document } from '../table/column.js';
import { columnWidths, gapWidth } from '../table/column-widths.js';
import { printableLine } from '../table/printable.js';
import { recordLines } from '../table/record-lines.js';

/** A table without lines, so that it reads the same in a terminal, a pipe and a ticket. */
const noBorder = Object.fromEntries(
  ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right']
    .concat(['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'])
    .map((place) => [place, '']),
);
/** The table's layout takes time with the square of its rows; with its widths known it can be made in parts. */
const rowsAtOnce = 500;

/**
 * Documents as a table that is no wider than the screen: cells are wrapped between words, and where the words alone are
 * wider, each document is shown as a record instead.
 *
 * @param width undefined where lines may be as long as they are
 */
export function tableLines(
  columns: readonly Column[],
  documents: readonly Document[],
  width: number | undefined,
): string[] {
  const rows = documents.map((document) => columns.map(({ cell }) => printableLine(cell(document))));
  const texts = columns.map(({ head }, at) => [head, ...rows.map((row) => row[at] ?? '')]);
  const widths = columnWidths(texts, width ?? Number.POSITIVE_INFINITY);
  if (widths === undefined) return rows.flatMap((row) => [...recordOf(columns, row), '']).slice(0, -1);
  const heads = columns.map(({ head }) => head);
  const parts = Array.from({ length: Math.max(1, Math.ceil(rows.length / rowsAtOnce)) }, (_, at) => {
    const part = rows.slice(at * rowsAtOnce, (at + 1) * rowsAtOnce);
    return rendered(columns, widths, at === 0 ? [heads, ...part] : part);
  });
  return parts.flat();
}

const recordOf = (columns: readonly Column[], row: readonly string[]): string[] =>
  recordLines(columns.map(({ head }, at) => [head.toLowerCase(), row[at] ?? '']));

function rendered(columns: readonly Column[], widths: number[], rows: readonly (readonly string[])[]): string[] {
  const table = new Table({
    chars: { ...noBorder, middle: ' '.repeat(gapWidth) },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
    colWidths: widths,
    colAligns: columns.map(({ right }) => (right ? 'right' : 'left')),
    wordWrap: true,
  });
  table.push(...rows.map((row) => [...row]));
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
}
