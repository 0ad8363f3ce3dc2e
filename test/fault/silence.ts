export interface Silence {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** The longest time between `fromMs` and `untilMs` in which nothing happened; `moments` are in order. */
export function longestSilence(moments: readonly number[], fromMs: number, untilMs: number): Silence {
  let longest: Silence = { fromMs, untilMs: fromMs };
  let lastMs = fromMs;
  for (const momentMs of [...moments.filter((moment) => moment > fromMs && moment < untilMs), untilMs]) {
    if (momentMs - lastMs > longest.untilMs - longest.fromMs) longest = { fromMs: lastMs, untilMs: momentMs };
    lastMs = momentMs;
  }
  return longest;
}
