/**
 * What an error says, as it can be kept and sent: not all of it, and nothing of which PostgreSQL could not read a part
 * (NUL, half a character).
 */
export const whyOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).slice(0, 500).replaceAll(/[\0\p{Surrogate}]/gu, '');
