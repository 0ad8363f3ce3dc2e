import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { patientSpecs } from './patient-specs.js';

/** The suites in the order of their run: cheap ones first, so that what is plainly broken shows early. */
export const suites = ['unit', 'integration', 'contract', 'journey', 'patient', 'fault'] as const;
export type Suite = (typeof suites)[number];

const folders = ['apps', 'libs', 'local', 'test'];

/** The first that fits decides; what stands nowhere else is pure, and a unit. */
const places: readonly (readonly [RegExp, Suite])[] = [
  [/^test\/(integration|invariant)\//, 'integration'],
  [/^test\/contract\//, 'contract'],
  [/^test\/journey\//, 'journey'],
  [/^test\/fault\//, 'fault'],
];

/** Where a spec stands says its suite, unless it is one of those that wait. */
export const suiteOf = (path: string): Suite =>
  patientSpecs.has(path) ? 'patient' : (places.find(([place]) => place.test(path))?.[1] ?? 'unit');

/** Those that wait in the order of their list, all others by their name. */
const order = [...patientSpecs.keys()];
const inOrder = (one: string, other: string): number =>
  order.indexOf(one) - order.indexOf(other) || (one < other ? -1 : 1);

/** Every spec below `root` that one of the patterns matches, by suite; all of them where there is no pattern. */
export function specFiles(root: string, patterns: readonly RegExp[]): ReadonlyMap<Suite, readonly string[]> {
  const found = folders
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && entry.name.endsWith('.spec.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => patterns.length === 0 || patterns.some((pattern) => pattern.test(path)))
    .sort(inOrder);
  return new Map(suites.map((suite) => [suite, found.filter((path) => suiteOf(path) === suite)]));
}
