/** An integer as a decimal with so many places, without the zeros behind the last `least` of them. Exact. */
function decimal(count: number, places: number, least: number): string {
  const digits = String(Math.abs(count)).padStart(places + 1, '0');
  const fraction = digits.slice(-places).replace(/0+$/, '').padEnd(least, '0');
  const whole = digits.slice(0, -places);
  return `${count < 0 ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

/** Energy in words, exact: `20 kWh`, `1.234567 MWh`. */
export function energyText(wattHours: number): string {
  const magnitude = Math.abs(wattHours);
  if (magnitude >= 1_000_000) return `${decimal(wattHours, 6, 0)} MWh`;
  return magnitude >= 1_000 ? `${decimal(wattHours, 3, 0)} kWh` : `${wattHours} Wh`;
}

/** A price in words, exact: `80.00 EUR/MWh`. */
export const priceText = (centsPerMWh: number): string => `${decimal(centsPerMWh, 2, 2)} EUR/MWh`;

/** Money in words, exact: the API's eight places without the zeros behind the cents: `1.60 EUR`. */
export const eurText = (amountEur: string): string => `${amountEur.replace(/^(-?\d+\.\d{2}\d*?)0*$/, '$1')} EUR`;

const units: readonly (readonly [name: string, ms: number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
];

/** A span in words: `15 ms`, `5.5 s`, `3 min 20 s`, `2 d 4 h`. */
export function durationText(ms: number): string {
  const span = Math.max(0, Math.round(ms));
  if (span < 1_000) return `${span} ms`;
  if (span < 60_000) return `${decimal(Math.floor(span / 100), 1, 0)} s`;
  const at = units.findIndex(([, unitMs]) => span >= unitMs);
  const [large, small] = [units[at], units[at + 1]];
  if (!large || !small) return `${span} ms`;
  const rest = Math.floor((span % large[1]) / small[1]);
  return `${Math.floor(span / large[1])} ${large[0]}${rest > 0 ? ` ${rest} ${small[0]}` : ''}`;
}
