import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** A call of `crashPoint` in the source. */
export interface CrashPlace {
  readonly point: string;
  /** Relative to the checkout. */
  readonly path: string;
}

/** Every place of the source at which a process can be told to die; specs are no source. */
export function crashPlaces(root: string): readonly CrashPlace[] {
  return ['libs', 'apps']
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.spec.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .flatMap((path) =>
      [...readFileSync(join(root, path), 'utf8').matchAll(/\bcrashPoint\('([^']*)'/g)].map(([, point = '']) => ({
        point,
        path,
      })),
    );
}
