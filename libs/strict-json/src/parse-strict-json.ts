import { keysInText, keysInValue } from './count-keys.js';
import { findOffence, type JsonOffence } from './find-offence.js';

export type StrictJson = { readonly ok: true; readonly value: unknown } | ({ readonly ok: false } & JsonOffence);

// \u0000, and \ud800 … \udfff of which one half may be missing
const suspiciousEscape = /\\u(?:0000|[dD][89a-fA-F])/;

/**
 * Reads a JSON text that means one thing to everybody: no key twice, no `__proto__`, no number that would be read as
 * another, no text that cannot be stored, no bottomless nesting. On the good path it costs JSON.parse and two counts.
 */
export function parseStrictJson(text: string): StrictJson {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { ok: false, pointer: '', because: `is not JSON: ${(error as SyntaxError).message}` };
  }
  if (keysInText(text) === keysInValue(value) && !suspiciousEscape.test(text)) return { ok: true, value };
  const offence = findOffence(text);
  return offence === undefined ? { ok: true, value } : { ok: false, ...offence };
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The same for bytes, which must be UTF-8. */
export function parseStrictJsonBytes(bytes: Uint8Array): StrictJson {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return { ok: false, pointer: '', because: 'is not UTF-8' };
  }
  return parseStrictJson(text);
}
