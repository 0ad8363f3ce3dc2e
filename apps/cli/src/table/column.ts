import { energyText, priceText } from '../story/amount-text.js';
import { saidBecause } from '../story/said-because.js';

/** A JSON document, of which a table shows some fields. */
export type Document = Readonly<Record<string, unknown>>;

/** A column of a table: what stands in its cell for a document. */
export interface Column {
  readonly head: string;
  readonly cell: (of: Document) => string;
  /** Numbers stand to the right. */
  readonly right?: boolean;
}

/** An instant without its milliseconds, the date and the time apart: `2026-11-21 03:57:37Z`. */
const instantText = (text: string): string =>
  text.replace(/^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.\d+)?(Z|[+-]\d{2}:\d{2})$/, '$1 $2$3');

/** Any JSON value as one line of text. */
export function cellText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return instantText(value);
    case 'number':
    case 'bigint':
      return String(value);
    case 'boolean':
      return value ? 'yes' : 'no';
    case 'object':
      if (value === null) return '';
      if (Array.isArray(value)) return value.map(cellText).join(', ');
      return objectText(value as Document);
    default:
      return '';
  }
}

function objectText(value: Document): string {
  if (typeof value['reason'] === 'string') return saidBecause(value as Parameters<typeof saidBecause>[0]);
  return Object.entries(value)
    .map(([name, of]) => `${name} ${cellText(of)}`)
    .join(', ');
}

/** A field by its path: `trade.state`. */
export function fieldOf(of: Document, path: string): unknown {
  let value: unknown = of;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Document)[name];
  }
  return value;
}

/** A column with a field as it is. */
export const field = (head: string, path: string): Column => ({ head, cell: (of) => cellText(fieldOf(of, path)) });

/** A column with a number, or an amount of money with its eight places, to the right. */
export const amount = (head: string, path: string): Column => ({ ...field(head, path), right: true });

const ofInteger =
  (said: (count: number) => string) =>
  (head: string, path: string): Column => ({
    head,
    right: true,
    cell: (of) => {
      const count = fieldOf(of, path);
      return typeof count === 'number' ? said(count) : cellText(count);
    },
  });

/** A column with watt-hours, in words. */
export const energy = ofInteger(energyText);

/** A column with cents per MWh, as euro. */
export const price = ofInteger((cents) => priceText(cents).replace(' EUR/MWh', ''));
