/** What a number is to be held to: itself, or how many times as much it is as what was measured beside it. */
export interface Limit {
  readonly of: 'value' | 'ratio';
  readonly bound: number;
}

/** What was measured beside a number, in the same run: it has met the same mood of the machine. */
export interface Beside {
  readonly what: string;
  readonly value: number;
  /** Window by window, as those of the number itself. */
  readonly windows?: readonly number[];
}

/** A number of a figure that is followed over time. */
export interface Measure {
  /** What it is, the same in every run. The first measure of a figure has the figure's own name. */
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** Which way is good; a limit is a least or a most accordingly. */
  readonly better: 'more' | 'less';
  /** The number as each window of the measured time had it; nothing where it was measured once. */
  readonly windows?: readonly number[];
  readonly beside?: Beside;
  readonly limit?: Limit;
}

/** How many times as much as what was measured beside it. */
export const ratioOf = ({ value, beside }: Measure): number | undefined =>
  beside === undefined || beside.value === 0 ? undefined : value / beside.value;

/**
 * Each window of a number over one of what was measured beside it. Neither knows of the other's windows, so whichever are
 * paired, the ratios of a run without a change are like those of another.
 */
export function ratioWindows({ windows, beside }: Measure): readonly number[] | undefined {
  const others = beside?.windows;
  if (windows === undefined || others === undefined) return undefined;
  return windows.slice(0, others.length).map((window, at) => window / (others[at] ?? Number.NaN));
}

/** What the limit speaks of; nothing where there is no limit, or nothing to hold it to. */
export const heldToLimit = (measure: Measure): number | undefined =>
  measure.limit === undefined ? undefined : measure.limit.of === 'ratio' ? ratioOf(measure) : measure.value;

/** Whether the limit is met; nothing where there is none. What could not be measured has not met it. */
export function isMet(measure: Measure): boolean | undefined {
  if (measure.limit === undefined) return undefined;
  const held = heldToLimit(measure) ?? Number.NaN;
  return measure.better === 'more' ? held >= measure.limit.bound : held <= measure.limit.bound;
}

/** `≥ 3 ×`, `≤ 150 ms`. */
export function saidLimit({ limit, better, unit }: Measure): string {
  if (limit === undefined) return '–';
  return `${better === 'more' ? '≥' : '≤'} ${limit.bound} ${limit.of === 'ratio' ? '×' : unit}`;
}
