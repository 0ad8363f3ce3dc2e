import type { Because } from '#libs/decision';

/** Who reads: operators see all; anybody else speaks for one party, and a venue for none. */
export type Viewer = 'all' | { readonly party: string | undefined };

/** The ends of a trade, as a refusal may name them. */
export interface TradeEnds {
  readonly seller: string;
  readonly buyer: string;
  /** A meter point, or null: the party's portfolio in the area. */
  readonly sellerSide: string | null;
  readonly buyerSide: string | null;
  readonly area: string;
}

type End = 'seller' | 'buyer';

const roles = { seller: ['seller', 'injection'], buyer: ['buyer', 'consumption'] } as const;

/** What of a refusal names whom it concerns, and what an end of the trade is called there. */
const namings: Readonly<Record<string, (trade: TradeEnds, end: End) => readonly unknown[]>> = {
  party: (trade, end) => [trade[end]],
  account: (trade, end) => [trade[end]],
  side: (trade, end) => [trade[`${end}Side`] ?? `${trade[end]}/${trade.area}`],
  of: (_trade, end) => roles[end],
};

/**
 * A refusal as a reader may see it. One that names an account, a party, a side or an end of the trade tells how much
 * money or capacity that end has: its numbers are for that end and for operators, and everybody else sees the reason and
 * whom it concerns. Where it cannot be told which end is meant, only operators see them. A refusal that names nobody,
 * like a closed gate, concerns both ends, and stays as it is.
 */
export function becauseFor(viewer: Viewer, trade: TradeEnds, because: Because): Because {
  const named = Object.entries(namings).filter(([name]) => Object.hasOwn(because, name));
  if (viewer === 'all' || named.length === 0) return because;
  const concerned = (['seller', 'buyer'] as const).filter((end) =>
    named.every(([name, namesOf]) => namesOf(trade, end).includes(because[name])),
  );
  const [end] = concerned;
  if (end && concerned.length === 1 && trade[end] === viewer.party) return because;
  const whom = named.flatMap(([name]) => {
    const value = because[name];
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  return { reason: because.reason, ...Object.fromEntries(whom) };
}
