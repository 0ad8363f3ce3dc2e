import type { PendingTrade, TakenKeys } from './pending-trade.js';

/** How much goes into one global transaction, and how many may begin. */
export interface GatheringBounds {
  readonly mostTransactions: number;
  readonly mostTrades: number;
  /** Delivery periods, of which a trade has up to a hundred: what is locked, and how long a prepare is. */
  readonly mostPeriods: number;
}

export interface Gathered<Pending> {
  /** The trades of each global transaction, in the order in which they are decided: the oldest first. */
  readonly together: readonly (readonly Pending[])[];
  /** Those that wait for a chain to end. */
  readonly waiting: readonly { readonly pending: Pending; readonly chain: string }[];
  /** Those that would go, were there room. */
  readonly left: readonly Pending[];
}

type Sized = PendingTrade & {
  readonly periods: number;
  /** It may well be refused, which would cost whoever goes with it another round. */
  readonly suspect?: boolean;
};

/**
 * Which trades go together. No key stands in two global transactions, nor in one that is gathered and a chain that has not
 * ended. Trades that share keys fill a global transaction before others join them: of as many trades as there may be, it
 * then locks as few rows as it can, and what else is pending goes beside it instead of behind it. The oldest trade that
 * nothing holds up always goes, unless it is a suspect: those go apart, with what the others have left of the keys.
 *
 * @param pending the oldest first
 */
export function gatherTrades<Pending extends Sized>(
  pending: readonly Pending[],
  taken: readonly TakenKeys[],
  bounds: GatheringBounds,
): Gathered<Pending> {
  const chains = chainsByKey(taken);
  const waiting: { pending: Pending; chain: string }[] = [];
  const free: Pending[] = [];
  for (const one of pending) {
    const chain = chainBefore(one, chains);
    if (chain === undefined) free.push(one);
    else waiting.push({ pending: one, chain });
  }
  const good = packed(
    clustersOf(
      free.filter(({ suspect }) => !suspect),
      bounds,
    ),
    bounds,
  );
  const held = new Set(good.flat().flatMap(({ keys }) => keys));
  const apart = free.filter(({ suspect, keys }) => suspect && keys.every((key) => !held.has(key)));
  const mostApart = { ...bounds, mostTransactions: bounds.mostTransactions - good.length };
  const groups = [...good, ...packed(clustersOf(apart, bounds), mostApart)];
  const place = new Map(free.map((one, at) => [one, at]));
  const together = groups.map((group) => group.sort((one, other) => (place.get(one) ?? 0) - (place.get(other) ?? 0)));
  const gathered = new Set(together.flat());
  return { together, waiting, left: free.filter((one) => !gathered.has(one)) };
}

const fits = (count: number, periods: number, { mostTrades, mostPeriods }: GatheringBounds): boolean =>
  count <= mostTrades && (count === 1 || periods <= mostPeriods);

const periodsOf = (trades: readonly Sized[]): number => trades.reduce((sum, { periods }) => sum + periods, 0);

/**
 * Trades that hang together by their keys, as many of each as fit into one global transaction, from the oldest on and what
 * shares keys with it outwards. No two clusters share a key; what is in none shares one with a full cluster.
 */
function clustersOf<Pending extends Sized>(free: readonly Pending[], bounds: GatheringBounds): Pending[][] {
  const byKey = new Map<string, Pending[]>();
  for (const one of free)
    for (const key of one.keys) {
      const sharing = byKey.get(key);
      if (sharing) sharing.push(one);
      else byKey.set(key, [one]);
    }
  const clusterOf = new Map<string, Pending[]>();
  const placed = new Set<Pending>();
  const clusters: Pending[][] = [];
  for (const seed of free) {
    if (placed.has(seed) || seed.keys.some((key) => clusterOf.has(key))) continue;
    const cluster: Pending[] = [];
    const keys: string[] = [];
    let periods = 0;
    const join = (one: Pending): void => {
      const isFree = !placed.has(one) && one.keys.every((key) => (clusterOf.get(key) ?? cluster) === cluster);
      if (!isFree || !fits(cluster.length + 1, periods + one.periods, bounds)) return;
      placed.add(one);
      cluster.push(one);
      periods += one.periods;
      for (const key of one.keys) {
        if (clusterOf.has(key)) continue;
        clusterOf.set(key, cluster);
        keys.push(key);
      }
    };
    join(seed);
    // Grows while it is walked.
    for (const key of keys) for (const one of byKey.get(key) ?? []) join(one);
    clusters.push(cluster);
  }
  return clusters;
}

/** Clusters that fit into one global transaction share it: each costs its participants about the same. */
function packed<Pending extends Sized>(clusters: readonly Pending[][], bounds: GatheringBounds): Pending[][] {
  const groups: { trades: Pending[]; periods: number }[] = [];
  for (const cluster of clusters) {
    const periods = periodsOf(cluster);
    const roomy = groups.find((one) => fits(one.trades.length + cluster.length, one.periods + periods, bounds));
    if (roomy) {
      roomy.trades.push(...cluster);
      roomy.periods += periods;
    } else if (groups.length < bounds.mostTransactions) groups.push({ trades: [...cluster], periods });
  }
  return groups.map(({ trades }) => trades);
}

type Chains = ReadonlyMap<string, readonly Pick<TakenKeys, 'chain' | 'keptSince'>[]>;

function chainsByKey(taken: readonly TakenKeys[]): Chains {
  const chains = new Map<string, Pick<TakenKeys, 'chain' | 'keptSince'>[]>();
  for (const { keys, ...one } of taken)
    for (const key of keys) {
      const known = chains.get(key);
      if (known) known.push(one);
      else chains.set(key, [one]);
    }
  return chains;
}

/** The chain that has to end before this trade; what is kept for a trade that came later does not hold it up. */
const chainBefore = ({ keys, since }: PendingTrade, chains: Chains): string | undefined =>
  keys.flatMap((key) => chains.get(key) ?? []).find(({ keptSince }) => keptSince === undefined || keptSince < since)
    ?.chain;
