/** Between two columns. */
export const gapWidth = 2;

const longest = (texts: readonly string[], parts: (text: string) => readonly string[]): number =>
  Math.max(0, ...texts.flatMap((text) => parts(text).map((part) => part.length)));

/**
 * How wide each column of a table is to be, so that its lines are no longer than `available`. What is shortened is
 * wrapped between words; no word is cut, since an id that is cut is none.
 *
 * @param columns the texts of each column, its head among them
 * @returns one width per column; undefined where the words alone are wider
 */
export function columnWidths(columns: readonly (readonly string[])[], available: number): number[] | undefined {
  const widths = columns.map((texts) => longest(texts, (text) => [text]));
  const least = columns.map((texts) => longest(texts, (text) => text.split(' ')));
  let tooMuch = widths.reduce((sum, width) => sum + width, 0) + gapWidth * (columns.length - 1) - available;
  while (tooMuch > 0) {
    // The column with most to give gives first, so that short ones stay on one line.
    const gives = widths.map((width, at) => width - (least[at] ?? width));
    const most = Math.max(0, ...gives);
    if (most === 0) return undefined;
    const at = gives.indexOf(most);
    const second = Math.max(0, ...gives.filter((_, other) => other !== at));
    const given = Math.min(tooMuch, Math.max(1, most - second));
    widths[at] = (widths[at] ?? 0) - given;
    tooMuch -= given;
  }
  return widths;
}
