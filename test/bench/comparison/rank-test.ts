/** Twice the rank of each value among all of them, from 1, so that the mean rank of equal values is whole too. */
function doubledRanks(values: readonly number[]): number[] {
  const sorted = Float64Array.from(values).sort();
  return values.map((value) => sorted.indexOf(value) + sorted.lastIndexOf(value) + 2);
}

/** In how many ways so many of the numbers can be chosen, by the sum of those that are chosen. */
function waysBySum(numbers: readonly number[], chosen: number): Map<number, number> {
  const ways = Array.from({ length: chosen + 1 }, () => new Map<number, number>());
  ways[0]?.set(0, 1);
  for (const number of numbers)
    for (let count = chosen; count > 0; count -= 1)
      for (const [sum, fewer] of ways[count - 1] ?? [])
        ways[count]?.set(sum + number, (ways[count]?.get(sum + number) ?? 0) + fewer);
  return ways[chosen] ?? new Map();
}

export interface RankTest {
  /** How likely two samples of one distribution are at least as far apart as these: small where there is a change. */
  readonly chance: number;
  /** Whether the second sample ranks above the first. */
  readonly rises: boolean;
}

/**
 * The two-sided test of Mann and Whitney, with the exact distribution of the rank sum, so that small samples and equal
 * values are right. For some tens of values on each side; the counts stay exact in floating point.
 */
export function rankTest(one: readonly number[], other: readonly number[]): RankTest {
  const ranks = doubledRanks([...one, ...other]);
  const awaited = one.length * (ranks.length + 1);
  const sum = ranks.slice(0, one.length).reduce((total, rank) => total + rank, 0);
  let all = 0;
  let asFar = 0;
  for (const [of, ways] of waysBySum(ranks, one.length)) {
    all += ways;
    if (Math.abs(of - awaited) >= Math.abs(sum - awaited)) asFar += ways;
  }
  return { chance: asFar / all, rises: sum < awaited };
}
