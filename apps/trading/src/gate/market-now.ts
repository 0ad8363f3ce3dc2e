import { type Instant, instant } from '#libs/market';

/** The market's instant of a batch: its clock is kept finer than instants are. */
export const marketNow = ({ market }: { readonly market: number }): Instant => instant(Math.floor(market));
