import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

function folderOfPackage(from: string): string {
  const above = dirname(from);
  return existsSync(join(from, 'package-lock.json')) || above === from ? from : folderOfPackage(above);
}

/** The checkout's folder. This file runs from `local/` under jest and from `dist/local/` once built. */
export const checkout: string = folderOfPackage(dirname(fileURLToPath(import.meta.url)));
