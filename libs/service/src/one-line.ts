import { z } from 'zod';

/** Text that PostgreSQL and a log line can hold: no control characters, and so no NUL and no line end. */
export const oneLine = (mostCharacters: number) =>
  z
    .string()
    .min(1)
    .max(mostCharacters)
    .regex(/^\P{Cc}*$/u, 'expected one line without control characters');

/** Why an operator does something, in the operator's own words; it stands in the audit for ever. */
export const why = oneLine(500)
  .regex(/\S/, 'expected a reason')
  .describe('why it is done, in your own words; it stands in the audit');
