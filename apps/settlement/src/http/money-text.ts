import { money } from '#libs/units';
import { z } from 'zod';

/** Money in an answer: decimal text in euro with eight places. */
export const eurText = z.string().meta({ pattern: '^-?[0-9]+\\.[0-9]{8}$', examples: ['1.13125000'] });

/** Ninety billion euro: below what an int8 of 10⁻⁸ euro holds. */
export const mostMoney = money(9_000_000_000_000_000_000n);
