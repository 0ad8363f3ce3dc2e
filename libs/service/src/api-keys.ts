import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import type { Caller } from './caller.js';

const key = {
  name: z.string().regex(/^[\w.-]{1,60}$/, 'expected 1 to 60 letters, digits, -, _ and .'),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'expected the SHA-256 of the key in 64 lower-case hex digits'),
};
const hashedKey = z.discriminatedUnion('role', [
  z.strictObject({
    ...key,
    role: z.literal('party'),
    party: z.string().regex(/^[\w-]{1,60}$/, "expected the party's code"),
  }),
  z.strictObject({ ...key, role: z.enum(['venue', 'operator']) }),
]);
const hashedKeys = z.array(hashedKey).min(1, 'expected one key at least');

/** A key as it is kept: what it stands for, and its hash. */
export type HashedKey = z.output<typeof hashedKey>;

export const hashOfKey = (apiKey: string): string => createHash('sha256').update(apiKey).digest('hex');

/** 256 random bits, so that a plain hash of it cannot be turned round. */
export const newApiKey = (): string => `gs_${randomBytes(32).toString('base64url')}`;

type ReadKeys =
  | { readonly ok: true; readonly keys: readonly HashedKey[] }
  | { readonly ok: false; readonly because: string };

/** Reads a JSON list of hashed keys; `because` names the entry and the reason, and never a hash. */
export function parseApiKeys(text: string): ReadKeys {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, because: 'the API keys are not JSON' };
  }
  const parsed = hashedKeys.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { ok: false, because: `the API keys are wrong at /${issue?.path.join('/')}: ${issue?.message}` };
  }
  const hashes = new Set<string>();
  for (const { name, sha256 } of parsed.data) {
    if (hashes.has(sha256)) return { ok: false, because: `the API key of ${name} stands twice` };
    hashes.add(sha256);
  }
  return { ok: true, keys: parsed.data };
}

const callerOf = (one: HashedKey): Caller =>
  one.role === 'party'
    ? { id: one.party, name: one.name, role: one.role, party: one.party }
    : { id: `${one.role}:${one.name}`, name: one.name, role: one.role, party: undefined };

/** A file that changed is seen within this long by keys that are known, and at once by one that is not. */
const lookEveryMs = 1_000;

/** The keys that a service knows. A key file is read again when it changes, so that keys come and go without a restart. */
export class ApiKeys {
  #callers: ReadonlyMap<string, Caller> = new Map();
  /** The keys that were found since the list was read: whoever asks thousands of times a second is hashed once. */
  readonly #found = new Map<string, Caller>();
  #seen = '';
  #trouble: string | undefined;
  #lookedAt = 0;

  /**
   * @param source the list itself, or the file that holds it
   * @param onTrouble hears of a file that cannot be read any more; the keys that were read last go on
   * @throws one sentence when the keys cannot be read
   */
  constructor(
    private readonly source: { readonly text: string } | { readonly file: string },
    private readonly onTrouble: (because: string) => void = () => undefined,
  ) {
    const read = 'text' in source ? this.#take(source.text) : this.#readFile(source.file);
    if (read !== undefined) throw new Error(read);
  }

  /** Whose key this is; undefined for one that is not known. */
  find(apiKey: string): Caller | undefined {
    this.#look(lookEveryMs);
    const found = this.#found.get(apiKey);
    if (found) return found;
    const hash = hashOfKey(apiKey);
    const known = this.#callers.get(hash);
    if (known) {
      this.#found.set(apiKey, known);
      return known;
    }
    // A look costs the file system microseconds, less than the refusal itself: a key that was just made is good at once.
    this.#look(0);
    return this.#callers.get(hash);
  }

  #look(everyMs: number): void {
    if (!('file' in this.source) || performance.now() - this.#lookedAt < everyMs) return;
    const because = this.#readFile(this.source.file);
    // Said once, however many requests find it so.
    if (because !== undefined && because !== this.#trouble) this.onTrouble(because);
    this.#trouble = because;
  }

  /** Why the file could not be read; undefined when it was, or has not changed. */
  #readFile(file: string): string | undefined {
    this.#lookedAt = performance.now();
    try {
      const { mtimeMs, ctimeMs, size, ino } = statSync(file);
      const state = `${mtimeMs}/${ctimeMs}/${size}/${ino}`;
      if (state === this.#seen) return undefined;
      const text = readFileSync(file, 'utf8');
      // Only what could be read counts as seen: a file that may not be read yet is looked at again.
      this.#seen = state;
      return this.#take(text);
    } catch (error) {
      return `the API keys cannot be read: ${String((error as Partial<Error>).message ?? error)}`;
    }
  }

  #take(text: string): string | undefined {
    const read = parseApiKeys(text);
    if (!read.ok) return read.because;
    this.#found.clear();
    this.#callers = new Map(read.keys.map((one) => [one.sha256, callerOf(one)]));
    return undefined;
  }
}
