import { pageQuery } from '#libs/service';
import { z } from 'zod';
import { parsePlace } from '../store/transfer-place.js';

/** Pages of transfers: the cursor is a place in the order of time. */
export const transferPageQuery = {
  ...pageQuery,
  after: z
    .string()
    .max(100)
    .transform((text, context) => {
      const place = parsePlace(text);
      if (place) return place;
      context.addIssue('expected the `next` of an earlier page');
      return z.NEVER;
    })
    .optional(),
};
