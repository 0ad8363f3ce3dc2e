import { deepest } from './depth.js';

/*
 * Two counts of the same keys. A key that stands twice is counted twice in the text and once in the value; whatever
 * else needs a closer look makes the count NaN, which equals nothing.
 */

const quote = 34;
const backslash = 92;

/** The index of the quote that closes the string which opens at `open`. */
function closingQuote(text: string, open: number): number {
  let close = text.indexOf('"', open + 1);
  while (text.charCodeAt(close - 1) === backslash) {
    let escapes = 1;
    while (text.charCodeAt(close - 1 - escapes) === backslash) escapes += 1;
    if (escapes % 2 === 0) return close;
    close = text.indexOf('"', close + 1);
  }
  return close;
}

/** Keys in a text that is JSON; NaN when a number is written with a point or an exponent. */
export function keysInText(text: string): number {
  let keys = 0;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case quote:
        at = closingQuote(text, at);
        break;
      case 58: // a colon outside of a string follows a key
        keys += 1;
        break;
      case 46: // .
      case 69: // E
        return Number.NaN;
      case 101: {
        // e, of an exponent when a digit precedes it; else of true or false
        const before = text.charCodeAt(at - 1);
        if (before >= 48 && before <= 57) return Number.NaN;
        break;
      }
    }
  }
  return keys;
}

/** Keys in what was read; NaN when something needs a closer look: depth, `__proto__`, numbers out of range. */
export function keysInValue(value: unknown, depth = 0): number {
  if (typeof value === 'number')
    return Number.isSafeInteger(value) || (value % 1 !== 0 && Number.isFinite(value)) ? 0 : Number.NaN;
  if (typeof value !== 'object' || value === null) return 0;
  if (depth >= deepest) return Number.NaN;
  let keys = 0;
  if (Array.isArray(value)) {
    for (const element of value) keys += keysInValue(element, depth + 1);
    return keys;
  }
  const members = value as Record<string, unknown>;
  for (const key in members) {
    if (key === '__proto__') return Number.NaN;
    keys += 1 + keysInValue(members[key], depth + 1);
  }
  return keys;
}
