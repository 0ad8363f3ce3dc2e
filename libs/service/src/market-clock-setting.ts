/** Market time as a line over wall time; instants in milliseconds since 1970-01-01T00:00Z. */
export interface ClockLine {
  readonly anchorMarketMs: number;
  /** When the market clock showed the anchor; undefined: at the first start with this setting. */
  readonly anchorWallMs: number | undefined;
  /** Market seconds per second; 0 stands still, 1 is real time. */
  readonly speed: number;
}

export type MarketClockSetting =
  | { readonly ok: true; readonly clock: ClockLine | 'wall' }
  | { readonly ok: false; readonly because: string };

const form =
  'expected <instant>@<speed>, like 2025-10-26T10:00:00Z@60, perhaps with " since <instant>" behind it, or wall for the wall clock';
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/;
// A day in a second; beyond it a gate closes between two statements.
const fastest = 86_400;

const instantMs = (text: string): number => (instant.test(text) ? Date.parse(text) : Number.NaN);

/**
 * Reads MARKET_CLOCK: `<instant>@<speed>`. Services that do not start in the same moment agree when the setting ends
 * in ` since <wall instant>`, the moment at which the market clock showed the first instant.
 */
export function parseMarketClock(setting: string): MarketClockSetting {
  if (setting === 'wall') return { ok: true, clock: 'wall' };
  const [, market = '', speedText = '', since] = /^([^@\s]+)@(\d+(?:\.\d+)?)(?: since (\S+))?$/.exec(setting) ?? [];
  const anchorMarketMs = instantMs(market);
  const anchorWallMs = since === undefined ? undefined : instantMs(since);
  const speed = Number(speedText);
  if (Number.isNaN(anchorMarketMs) || Number.isNaN(anchorWallMs) || speedText === '')
    return { ok: false, because: form };
  if (speed > fastest) return { ok: false, because: `expected a speed of at most ${fastest}, a day in a second` };
  return { ok: true, clock: { anchorMarketMs, anchorWallMs, speed } };
}

/** What the market clock shows at `wallMs`, in whole milliseconds. */
export const marketTimeAt = (
  clock: { anchorMarketMs: number; anchorWallMs: number; speed: number },
  wallMs: number,
): number => Math.floor(clock.anchorMarketMs + (wallMs - clock.anchorWallMs) * clock.speed);
