import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

/** The suites in the order of their run: cheap ones first, so that what is plainly broken shows early. */
export const suites = ['unit', 'integration', 'contract', 'journey', 'fault'] as const;
export type Suite = (typeof suites)[number];

const folders = ['apps', 'libs', 'local', 'test'];

/** The first that fits decides; what stands nowhere else is pure, and a unit. */
const places: readonly (readonly [RegExp, Suite])[] = [
  [/^test\/(integration|invariant)\//, 'integration'],
  [/^test\/contract\//, 'contract'],
  [/^test\/journey\//, 'journey'],
  [/^test\/fault\//, 'fault'],
];

export const suiteOf = (path: string): Suite => places.find(([place]) => place.test(path))?.[1] ?? 'unit';

/** Every spec below `root` that one of the patterns matches, by suite; all of them where there is no pattern. */
export function specFiles(root: string, patterns: readonly RegExp[]): ReadonlyMap<Suite, readonly string[]> {
  const found = folders
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && entry.name.endsWith('.spec.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => patterns.length === 0 || patterns.some((pattern) => pattern.test(path)))
    .sort();
  return new Map(suites.map((suite) => [suite, found.filter((path) => suiteOf(path) === suite)]));
}
