import { z } from 'zod';

/** A whole number in a query, where everything is text: digits alone, since `Number` also reads `0x10`, `1e2` and nothing. */
export const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .transform((text, context) => {
      const number = /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
      if (number >= least && number <= most) return number;
      context.addIssue(`expected a whole number from ${least} to ${most}`);
      return z.NEVER;
    })
    .meta({ type: 'integer', minimum: least, maximum: most });
