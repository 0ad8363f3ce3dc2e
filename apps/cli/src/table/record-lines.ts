import { namedQuantity } from '../story/said-because.js';
import { cellText, type Document } from './column.js';

const isTree = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !('reason' in value);

/** A document as pairs of a label and a text, objects within it flattened, lists of objects left out. */
export const recordPairs = (document: Document, above = ''): (readonly [label: string, text: string])[] =>
  Object.entries(document).flatMap(([name, value]): (readonly [string, string])[] => {
    if (typeof value === 'number' || (typeof value === 'string' && name.endsWith('Eur'))) {
      const [label, text] = namedQuantity(name, value);
      return [[above + label, text]];
    }
    const [label] = namedQuantity(name, '');
    if (isTree(value)) return recordPairs(value, `${above}${label} `);
    if (Array.isArray(value) && value.some((one) => isTree(one))) return [];
    return [[above + label, cellText(value)]];
  });

/** Pairs as lines, the texts below each other; further lines of a text are indented, so that none looks like a label. */
export function recordLines(pairs: readonly (readonly [label: string, text: string])[]): string[] {
  const width = Math.max(0, ...pairs.map(([name]) => name.length));
  const indent = `\n${' '.repeat(width + 2)}`;
  return pairs.map(([name, text]) => `${name.padEnd(width)}  ${text.replaceAll('\n', indent)}`.trimEnd());
}
