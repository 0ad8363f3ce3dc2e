/** Lines of text whose columns stand below each other, a title first; a column of numbers at the right. */
export function columns(title: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = title.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const isNumber = title.map(
    (_, column) => rows.length > 0 && rows.every((row) => /^([-+]?[\d.]+( \S+)?|–)$/.test(row[column] ?? '')),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (isNumber[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  return `${[title, ...rows].map(line).join('\n')}\n`;
}
