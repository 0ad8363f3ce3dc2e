import { CsvError, parse } from 'csv-parse/sync';
import { type CsvLine, knownHeaders, priceFileForm } from '../price/price-file-form.js';
import { tooManyDays } from '../price/priced-day.js';
import { isRefused, type PriceLine, type RefusedLine, readPriceLine } from '../price/read-price-line.js';
import { booksTimeZone } from './books-time-zone.js';

/** An import reads every quarter hour of its days at once, and whoever commits in its group waits for that. */
const mostAreaDays = 800;

export type ReadPriceFile =
  | { readonly ok: true; readonly lines: readonly PriceLine[]; readonly refused: readonly RefusedLine[] }
  | { readonly ok: false; readonly because: string };

/**
 * Reads a price file line by line; a bad line refuses no other. A file as a whole is refused where it is no CSV, its
 * header is not one of those that are known, or it has more days than one import takes.
 *
 * @param area of files whose lines do not name it
 */
export function readPriceFile(text: string, area: string | undefined): ReadPriceFile {
  const csv = csvLines(text);
  if (typeof csv === 'string') return { ok: false, because: csv };
  const [header, ...rest] = csv;
  const form = priceFileForm(header?.fields ?? []);
  const expected = `expected ${knownHeaders.join(' or ')}`;
  if (!form)
    return { ok: false, because: `its header is ${JSON.stringify(header?.fields.join(',') ?? '')}, ${expected}` };
  if (!form.namesArea && area === undefined)
    return { ok: false, because: 'it does not name its area, nor does ?area=' };
  if (form.namesArea && area !== undefined)
    return { ok: false, because: 'its lines name their area, and so does ?area=' };
  const read = rest.map((line): PriceLine | RefusedLine =>
    line.fields.length === form.columns.length
      ? readPriceLine(form.fieldsOf(line, area ?? ''))
      : { line: line.line, because: `${line.fields.length} fields, expected ${form.columns.length}` },
  );
  const lines = read.filter((line) => !isRefused(line)) as PriceLine[];
  const because = tooManyDays(lines, booksTimeZone, mostAreaDays);
  return because === undefined ? { ok: true, lines, refused: read.filter(isRefused) } : { ok: false, because };
}

/** The lines of a CSV text, empty ones left out; or why it is none. */
function csvLines(text: string): CsvLine[] | string {
  try {
    const records = parse(text, { bom: true, info: true, relax_column_count: true, skip_empty_lines: true });
    return (records as unknown as { info: { lines: number }; record: string[] }[]).map(({ info, record }) => ({
      line: info.lines,
      fields: record,
    }));
  } catch (error) {
    if (error instanceof CsvError) return `it is no CSV: ${error.message}`;
    throw error;
  }
}
