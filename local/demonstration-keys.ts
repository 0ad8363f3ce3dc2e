import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type HashedKey, hashOfKey, newApiKey } from '#libs/service';
import { waitForLock } from './key-lock.js';

/** The keys of a local stack, and the file of their hashes that its services read. */
export interface StackKeys {
  readonly operator: string;
  readonly venue: string;
  /** What `API_KEYS_FILE` names. */
  readonly hashesFile: string;
  /** The key that is bound to a party; made when it is first asked for, and good at once. */
  ofParty(eic: string): string;
  /** The key of a further venue; made when it is first asked for, and good at once. */
  ofVenue(name: string): string;
}

interface KeptKey extends Omit<HashedKey, 'sha256'> {
  readonly key: string;
  readonly party?: string;
}

/** Only whoever owns the checkout may read a key. */
const privateFile = 0o600;

/** A file is replaced as a whole, so that a service that reads it meanwhile sees the old or the new one. */
function replace(file: string, value: unknown): void {
  const next = `${file}.${process.pid}`;
  writeFileSync(next, `${JSON.stringify(value, undefined, 2)}\n`, { mode: privateFile });
  renameSync(next, file);
}

function readKept(file: string): KeptKey[] {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as KeptKey[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

const hashed = ({ name, role, party, key }: KeptKey): unknown => ({
  ...{ name, role },
  ...(party !== undefined && { party }),
  sha256: hashOfKey(key),
});

/**
 * The demonstration keys of a stack's folder, made at the first start and kept, so that they are good for later starts
 * too. They are random: a stack that listens to more than the loopback address has no key that anybody could know.
 */
export function demonstrationKeys(folder: string): StackKeys {
  mkdirSync(folder, { recursive: true });
  const kept = join(folder, 'demonstration-keys.json');
  const hashesFile = join(folder, 'api-keys.json');
  const keyOf = (wanted: Omit<KeptKey, 'key'>): string => {
    const find = (keys: readonly KeptKey[]): KeptKey | undefined =>
      keys.find(({ name, role }) => name === wanted.name && role === wanted.role);
    const known = find(readKept(kept));
    if (known) return known.key;
    const release = waitForLock(`${kept}.lock`);
    try {
      const keys = readKept(kept);
      const meanwhile = find(keys);
      if (meanwhile) return meanwhile.key;
      const made: KeptKey = { ...wanted, key: newApiKey() };
      keys.push(made);
      replace(kept, keys);
      replace(hashesFile, keys.map(hashed));
      return made.key;
    } finally {
      release();
    }
  };
  return {
    operator: keyOf({ name: 'operator', role: 'operator' }),
    venue: keyOf({ name: 'venue', role: 'venue' }),
    hashesFile,
    ofParty: (eic) => keyOf({ name: eic, role: 'party', party: eic }),
    ofVenue: (name) => keyOf({ name, role: 'venue' }),
  };
}
