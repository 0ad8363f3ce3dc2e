import { rounded } from '../spread.js';
import { escaped } from './escaped.js';
import { type HistoryPoint, saidDate, type Series } from './figure-history.js';

const width = 640;
const height = 250;
const left = 64;
const right = 16;
const top = 14;
const bottom = 34;
/** More dates than this would run into each other. */
const mostDates = 4;

/** Steps of 1, 2 or 5 times a power of ten, about four of them up to the greatest value. */
export function ticksUpTo(greatest: number): number[] {
  // Below this a step would be too small to be counted with.
  const rough = greatest > 1e-12 ? greatest / 4 : 0.25;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((times) => times * power >= rough) ?? 10) * power;
  return Array.from({ length: Math.ceil(greatest / step - 1e-9) + 1 }, (_, at) => Number((at * step).toPrecision(12)));
}

interface Scale {
  readonly x: (at: number) => number;
  readonly y: (value: number) => number;
  readonly ticks: readonly number[];
}

function scaleOf({ points, bound }: Series): Scale {
  const greatest = Math.max(bound ?? 0, ...points.map(({ value, spread }) => Math.max(value, spread?.[1] ?? value)));
  const ticks = ticksUpTo(greatest);
  const last = ticks.at(-1) || 1;
  const span = width - left - right;
  return {
    ticks,
    x: (at) => rounded(points.length === 1 ? left + span / 2 : left + (span * at) / (points.length - 1)),
    // What is below nothing, such as memory that shrinks, is drawn at nothing; its number is said.
    y: (value) => rounded(height - bottom - ((height - top - bottom) * Math.max(0, value)) / last),
  };
}

function gridOf({ ticks, y }: Scale): string[] {
  return ticks.map(
    (tick) =>
      `<line class="grid" x1="${left}" x2="${width - right}" y1="${y(tick)}" y2="${y(tick)}"/>` +
      `<text class="tick" x="${left - 8}" y="${y(tick) + 4}" text-anchor="end">${tick}</text>`,
  );
}

function datesOf(points: readonly HistoryPoint[], { x }: Scale): string[] {
  const shown = Math.min(mostDates, points.length);
  const places = Array.from({ length: shown }, (_, at) =>
    shown === 1 ? 0 : Math.round((at * (points.length - 1)) / (shown - 1)),
  );
  return places.map((at) => {
    const anchor = points.length === 1 ? 'middle' : at === 0 ? 'start' : at === points.length - 1 ? 'end' : 'middle';
    return `<text class="tick" x="${x(at)}" y="${height - 10}" text-anchor="${anchor}">${saidDate(points[at]?.date ?? '').slice(5)}</text>`;
  });
}

/** Windows of neighbours make one band; those of a point whose neighbours have none a bar. */
function bandsOf(points: readonly HistoryPoint[], { x, y }: Scale): string[] {
  const bands: (readonly [at: number, least: number, most: number])[][] = [[]];
  points.forEach(({ spread }, at) => {
    if (spread === undefined) bands.push([]);
    else bands.at(-1)?.push([at, ...spread]);
  });
  return bands.flatMap((band) => {
    const [first] = band;
    if (first === undefined) return [];
    if (band.length === 1)
      return `<line class="bar" x1="${x(first[0])}" x2="${x(first[0])}" y1="${y(first[1])}" y2="${y(first[2])}"/>`;
    const above = band.map(([at, , most]) => `${x(at)},${y(most)}`);
    const below = band.map(([at, least]) => `${x(at)},${y(least)}`).reverse();
    return `<polygon class="band" points="${[...above, ...below].join(' ')}"/>`;
  });
}

/** A number over time as SVG: a line, the spread of its windows as a band, its limit as a dashed line. */
export function chart(series: Series): string {
  const { what, unit, better, bound, points } = series;
  const scale = scaleOf(series);
  const { x, y } = scale;
  const limit =
    bound === undefined
      ? []
      : [
          `<line class="limit" x1="${left}" x2="${width - right}" y1="${y(bound)}" y2="${y(bound)}"/>`,
          `<text class="limit-text" x="${width - right}" y="${y(bound) - 5}" text-anchor="end">` +
            `${better === 'more' ? 'at least' : 'at most'} ${bound} ${escaped(unit)}</text>`,
        ];
  const line = points.map(({ value }, at) => `${x(at)},${y(value)}`).join(' ');
  const dots = points.map(
    ({ value, counts, says }, at) =>
      `<circle class="${counts ? 'dot' : 'dot void'}" cx="${x(at)}" cy="${y(value)}" r="5"><title>${escaped(says)}</title></circle>`,
  );
  const body = [...gridOf(scale), ...datesOf(points, scale), ...bandsOf(points, scale), ...limit];
  return [
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(`${what}, ${unit}, over time`)}">`,
    ...body,
    `<polyline class="line" points="${line}"/>`,
    ...dots,
    '</svg>',
  ].join('\n');
}
