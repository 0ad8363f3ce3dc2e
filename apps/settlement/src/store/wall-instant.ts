import { type Instant, instant } from '#libs/market';
import type { Instants } from '#libs/messaging';

/** The wall clock as the rules take it: the database's clock has fractions of a millisecond. */
export const wallInstant = ({ wall }: Instants): Instant => instant(Math.floor(wall));
