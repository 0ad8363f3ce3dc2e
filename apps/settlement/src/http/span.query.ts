import { isDate, parseInstant, tradingDay } from '#libs/market';
import { z } from 'zod';
import { booksTimeZone } from './books-time-zone.js';

/** An instant, or a local date of which the edge counts. */
const moment = (edge: 'start' | 'end', description: string) =>
  z
    .string()
    .transform((text, context) => {
      if (isDate(text)) return tradingDay(text, booksTimeZone)[edge];
      const at = parseInstant(text);
      if (at !== 'malformed') return at;
      context.addIssue('expected a date like 2026-05-01, or an instant with an offset like 2026-05-01T10:00:00Z');
      return z.NEVER;
    })
    .meta({ type: 'string', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}(T.+)?$' })
    .optional()
    .describe(description);

/** The span of a list or a statement: from an instant or a date, to an instant (not included) or through a date. */
export const spanQuery = {
  from: moment('start', 'an instant, or a local date that is included whole'),
  to: moment('end', 'an instant, which is not included, or a local date that is included whole'),
};
