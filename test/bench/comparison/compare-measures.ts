import { type Measure, ratioOf, ratioWindows } from '../measure.js';
import { rankTest } from './rank-test.js';

/** What became of a number between two runs: better and worse where chance alone would hardly do it. */
export type Finding = 'better' | 'worse' | 'noise' | 'cannot tell';

export interface Compared {
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly finding: Finding;
  /** How likely noise alone sets the windows so far apart. */
  readonly chance?: number;
  /** Why it cannot be told. */
  readonly because?: string;
}

/** The ratio comes first: what was measured beside a number has met the same mood of the machine. */
export interface ComparedMeasure {
  readonly ratio: Compared;
  readonly value: Compared;
  readonly finding: Finding;
}

/** In one of twenty comparisons without a change one is called. */
const mostChance = 0.05;
/** Of fewer windows on each side not even the clearest order is rarer than that. */
const leastWindows = 4;

const countOf = (windows: readonly number[] | undefined): string =>
  windows === undefined || windows.length < 2 ? 'one value' : `${windows.length} windows`;

interface Sides {
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly fromWindows: readonly number[] | undefined;
  readonly toWindows: readonly number[] | undefined;
  readonly better: Measure['better'];
}

function compared({ from, to, fromWindows, toWindows, better }: Sides): Compared {
  if (from === undefined || to === undefined)
    return { from, to, finding: 'cannot tell', because: 'nothing was measured beside it' };
  const few = [fromWindows, toWindows].find((windows) => (windows?.length ?? 0) < leastWindows);
  if (fromWindows === undefined || toWindows === undefined || few !== undefined)
    return {
      from,
      to,
      finding: 'cannot tell',
      because: `${countOf(few)} on a side, and ${leastWindows} windows are wanted`,
    };
  const { chance, rises } = rankTest(fromWindows, toWindows);
  if (chance > mostChance) return { from, to, chance, finding: 'noise' };
  return { from, to, chance, finding: rises === (better === 'more') ? 'better' : 'worse' };
}

/** @param because why absolute values must not be compared; nothing where they may */
export function compareMeasures(from: Measure, to: Measure, because?: string): ComparedMeasure {
  const { better } = to;
  const ratio = compared({
    ...{ from: ratioOf(from), to: ratioOf(to), better },
    ...{ fromWindows: ratioWindows(from), toWindows: ratioWindows(to) },
  });
  const value: Compared =
    because === undefined
      ? compared({ from: from.value, to: to.value, fromWindows: from.windows, toWindows: to.windows, better })
      : { from: from.value, to: to.value, finding: 'cannot tell', because };
  // Without a ratio's test nobody knows whether the number changed or the machine did.
  const decides = from.beside === undefined || to.beside === undefined ? value : ratio;
  return { ratio, value, finding: decides.finding };
}
