import { type Caller, sees } from '#libs/service';
import type { Trade } from '../trade/trade.js';

/** A party sees what it is a side of, a venue what it has submitted, an operator everything. */
export const seesTrade = (caller: Caller, { seller, buyer, caller: submittedBy }: Trade): boolean =>
  sees(caller, [seller, buyer]) || submittedBy === caller.id;
