import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The version in the package.json nearest above this file: built into `dist` or not, it is the program's own. */
export function programVersion(from = fileURLToPath(import.meta.url)): string {
  const folder = dirname(from);
  const file = join(folder, 'package.json');
  if (existsSync(file)) return (JSON.parse(readFileSync(file, 'utf8')) as { version?: string }).version ?? 'unknown';
  return folder === from ? 'unknown' : programVersion(folder);
}
