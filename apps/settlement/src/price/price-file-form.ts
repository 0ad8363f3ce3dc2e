import type { PriceFields } from './read-price-line.js';

/** A line of a CSV file, taken apart. */
export interface CsvLine {
  /** As an editor counts it: the header is 1. */
  readonly line: number;
  readonly fields: readonly string[];
}

/** A kind of price file, known by its header. */
export interface PriceFileForm {
  readonly columns: readonly string[];
  /** Whether its lines name their area; else it is said beside the file. */
  readonly namesArea: boolean;
  fieldsOf(line: CsvLine, area: string): PriceFields;
}

const forms: readonly PriceFileForm[] = [
  {
    columns: ['area', 'start', 'priceEurPerMWh'],
    namesArea: true,
    fieldsOf: ({ line, fields: [area = '', start = '', price = ''] }) => ({ line, area, start, price }),
  },
  {
    // As SMARD.de's series are handed round.
    columns: ['delivery_start_utc', 'price_eur_mwh'],
    namesArea: false,
    fieldsOf: ({ line, fields: [start = '', price = ''] }, area) => ({ line, area, start, price }),
  },
];

/** What a price file's first line may say. */
export const knownHeaders: readonly string[] = forms.map(({ columns }) => columns.join(','));

/** The form that a header announces; nothing for a header that is not known, to the letter. */
export const priceFileForm = (header: readonly string[]): PriceFileForm | undefined =>
  forms.find(({ columns }) => columns.join(',') === header.join(','));
