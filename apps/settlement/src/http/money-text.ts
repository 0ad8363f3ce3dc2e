import { z } from 'zod';

/** Money in an answer: decimal text in euro with eight places. */
export const eurText = z.string().meta({ pattern: '^-?[0-9]+\\.[0-9]{8}$', examples: ['1.13125000'] });
