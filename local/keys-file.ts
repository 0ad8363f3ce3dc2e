import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from './checkout.js';
import type { StackKeys } from './demonstration-keys.js';

/** The two parties of the README's walk; the sample market does not know them. */
const walkParties = { SELLER_KEY: '99XSELLER------6', BUYER_KEY: '99XBUYER-------W' } as const;

/** Relative to the checkout, as the README says it. */
export const keysFile = join('.gridsaga', 'keys.env');

/** Writes the demonstration keys as lines for a shell (`. .gridsaga/keys.env`), and answers them for showing. */
export function writeKeysFile(keys: StackKeys): readonly (readonly [name: string, key: string])[] {
  const named = [
    ['OPERATOR_KEY', keys.operator],
    ['VENUE_KEY', keys.venue],
    ...Object.entries(walkParties).map(([name, eic]) => [name, keys.ofParty(eic)] as const),
  ] as const;
  const lines = [...named, ['GRIDSAGA_API_KEY', keys.operator]].map(([name, key]) => `export ${name}=${key}\n`);
  // Whoever may read it may do everything: only the owner of the checkout.
  writeFileSync(join(checkout, keysFile), lines.join(''), { mode: 0o600 });
  return named;
}
