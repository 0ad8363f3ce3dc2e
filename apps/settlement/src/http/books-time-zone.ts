import { defaultTimeZone } from '#libs/market';

/**
 * The calendar of statements and prices. Settlement keeps no copy of the areas, and every area trades by this one unless
 * it says otherwise.
 */
export const booksTimeZone = defaultTimeZone;
