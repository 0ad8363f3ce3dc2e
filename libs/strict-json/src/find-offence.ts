import { deepest } from './depth.js';
import { isInexactInteger } from './inexact-integer.js';
import { jsonPointer } from './json-pointer.js';

/** What is wrong with a text that is JSON, and where. */
export interface JsonOffence {
  /** RFC 6901 */
  readonly pointer: string;
  /** Ends a sentence that begins with the pointer: `stands twice`. */
  readonly because: string;
}

const stringToken = /"(?:[^"\\]|\\.)*"/y;
const scalarToken = /[^\s,\]}]+/y;
const blank = /\s*/y;
// PostgreSQL stores neither in a text.
const unstorable = /\0|\p{Surrogate}/u;

function offenceOfNumber(literal: string): string | undefined {
  const value = Number(literal);
  if (!Number.isFinite(value)) return 'is a number beyond every range';
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return 'is an integer beyond 2^53 - 1';
  return isInexactInteger(literal) ? 'is a fraction too fine to be read exactly' : undefined;
}

/**
 * Looks at every token of `text`, which must be JSON, and returns the first offence in the order of the text: a
 * repeated key, the key `__proto__`, a number that cannot be read exactly, a NUL or half a surrogate pair, or depth.
 */
export function findOffence(text: string): JsonOffence | undefined {
  let at = 0;
  const path: (string | number)[] = [];
  const offence = (because: string): JsonOffence => ({ pointer: jsonPointer(path), because });
  const take = (token: RegExp): string => {
    token.lastIndex = at;
    const found = token.exec(text)?.[0] ?? '';
    at += found.length;
    return found;
  };
  const skipBlank = (): void => void take(blank);
  const decoded = (): string => JSON.parse(take(stringToken)) as string;

  const within = (part: string | number, look: () => JsonOffence | undefined): JsonOffence | undefined => {
    path.push(part);
    const found = look();
    path.pop();
    return found;
  };

  /** Walks over `[…]` or `{…}`, from one bracket to the other; `item` takes one element or one member. */
  const items = (close: string, item: (index: number) => JsonOffence | undefined): JsonOffence | undefined => {
    if (path.length >= deepest) return offence(`is nested deeper than ${deepest}`);
    at += 1;
    skipBlank();
    for (let index = 0; text[at] !== close; index += 1) {
      const found = item(index);
      if (found) return found;
      skipBlank();
      if (text[at] === ',') at += 1;
      skipBlank();
    }
    at += 1;
    return undefined;
  };

  const member = (seen: Set<string>): JsonOffence | undefined => {
    const key = decoded();
    return within(key, () => {
      if (seen.has(key)) return offence('stands twice');
      seen.add(key);
      if (key === '__proto__') return offence('may not be used as a key');
      if (unstorable.test(key)) return offence('holds a NUL or half a surrogate pair');
      skipBlank();
      at += 1;
      skipBlank();
      return value();
    });
  };

  const value = (): JsonOffence | undefined => {
    const first = text[at];
    if (first === '{') {
      const seen = new Set<string>();
      return items('}', () => member(seen));
    }
    if (first === '[') return items(']', (index) => within(index, value));
    if (first === '"') return unstorable.test(decoded()) ? offence('holds a NUL or half a surrogate pair') : undefined;
    const literal = take(scalarToken);
    const because = /^[-\d]/.test(literal) ? offenceOfNumber(literal) : undefined;
    return because === undefined ? undefined : offence(because);
  };

  skipBlank();
  return value();
}
