import type { TradeSummary } from '../../local/trade-summary.js';

/** A run in which another share than one in ten was rejected did other work than it says. */
export function shareFindings({ cleared, rejected, stuck }: TradeSummary): string[] {
  const share = cleared / (cleared + rejected);
  return [
    ...(share > 0.89 && share < 0.91
      ? []
      : [`${(share * 100).toFixed(1)} % of the trades were cleared instead of 90 %`]),
    ...(stuck === 0 ? [] : [`${stuck} sagas are stuck`]),
  ];
}
