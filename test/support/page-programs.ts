import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from '../../local/checkout.js';

/** The programs that a page shows, by the file name beside the language: "```js consumer.mjs". */
export function programsOf(page: string): ReadonlyMap<string, string> {
  const text = readFileSync(join(checkout, page), 'utf8');
  return new Map(
    [...text.matchAll(/^```\w+ (\S+)\n([\s\S]*?)^```$/gm)].map(([, name = '', program = '']) => [name, program]),
  );
}
