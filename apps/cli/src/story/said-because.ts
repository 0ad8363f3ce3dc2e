import { durationText, energyText, eurText, priceText } from './amount-text.js';

/** A reason of the API with its numbers; the unit ends each name. */
export type Because = Readonly<Record<string, string | number>> & { readonly reason: string };

const units: readonly (readonly [end: RegExp, said: (value: string | number) => string])[] = [
  [/Eur$/, (value) => eurText(String(value))],
  [/CentsPerMWh$/, (value) => priceText(Number(value))],
  [/Wh$/, (value) => energyText(Number(value))],
  [/W$/, (value) => `${value} W`],
  [/Ms$/, (value) => durationText(Number(value))],
];

/** A detail's name in words, its unit left to its value: `creditLimitEur: "5.00000000"` is `credit limit`, `5.00 EUR`. */
export function namedQuantity(name: string, value: string | number): readonly [name: string, text: string] {
  const unit = units.find(([end]) => end.test(name));
  const words = (text: string): string => text.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return unit ? [words(name.replace(unit[0], '')), unit[1](value)] : [words(name), String(value)];
}

/** One detail in words: `neededEur: "16.00000000"` becomes `needed 16.00 EUR`. */
export const saidDetail = (name: string, value: string | number): string => namedQuantity(name, value).join(' ').trim();

/** A reason with its numbers in words: `not enough free money (needed 16.00 EUR, free 1.00 EUR)`. */
export function saidBecause({ reason, at: _pointer, ...details }: Because): string {
  const said = Object.entries(details).map(([name, value]) => saidDetail(name, value));
  return said.length > 0 ? `${reason} (${said.join(', ')})` : reason;
}
