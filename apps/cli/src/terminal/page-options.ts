import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Query } from '../http/api.js';

/** A count within bounds, as the value of an option. */
export const count =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d{1,10}$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It is a whole number from ${least} to ${most}.`);
  };

/** What every list understands. */
export interface PageOptions {
  readonly limit?: number;
  readonly after?: string;
  readonly all?: boolean;
}

const limit = () =>
  new Option('--limit <count>', 'so many at most; 100 unless said otherwise').argParser(count(1, 1000));

/** Adds the options of a list. */
export const withPages = (command: Command): Command =>
  command
    .addOption(limit())
    .option('--after <cursor>', 'goes on where an earlier page ended')
    .option('--all', 'follows the pages to the end');

/** The query of a page; undefined is left out. */
export const pageQueryOf = ({ limit: most, after }: PageOptions): Query => ({ limit: most, after });

/** The filters that were given, named as the API names them. */
export const filterQuery = (filters: readonly Option[], options: object): Query =>
  Object.fromEntries(
    filters.flatMap((filter): [string, string][] => {
      const value = (options as Readonly<Record<string, string | number | true | undefined>>)[filter.attributeName()];
      return value === undefined ? [] : [[filter.attributeName(), String(value)]];
    }),
  );

const truths: Readonly<Record<string, string>> = { yes: 'true', no: 'false' };

/** A filter that is yes or no; given alone it is yes. */
export const yesOrNo = (name: string, about: string): Option =>
  new Option(`--${name} [yes|no]`, about).preset('yes').argParser((text) => {
    const truth = truths[text];
    if (truth === undefined) throw new InvalidArgumentError('It is yes or no.');
    return truth;
  });
