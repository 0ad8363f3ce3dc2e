import { type Instant, instant } from '#libs/market';
import type { Instants } from '#libs/messaging';

/** The database's clock has fractions of a millisecond; the rules' instants have none. */
export const wallInstant = ({ wall }: Instants): Instant => instant(Math.floor(wall));
