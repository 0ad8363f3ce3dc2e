/** What can stand in an array literal as it is; everything else is quoted. */
const plain = /^[\w:.+-]+$/;

/**
 * A PostgreSQL array literal of scalars. pg writes one too, with two replacements per element; batches pass thousands of
 * ids and numbers that need none.
 */
export function arrayLiteral(values: readonly unknown[]): string {
  let literal = '{';
  for (let at = 0; at < values.length; at += 1) {
    if (at > 0) literal += ',';
    const value = values[at];
    literal += typeof value === 'string' ? textElement(value) : scalarElement(value);
  }
  return `${literal}}`;
}

function textElement(text: string): string {
  // A bare NULL would be no text.
  if (plain.test(text) && text.toLowerCase() !== 'null') return text;
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

function scalarElement(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  throw new TypeError(`a ${typeof value} cannot stand in an array of a statement`);
}
