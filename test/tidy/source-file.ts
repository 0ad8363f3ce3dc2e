import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file of the project: its path from the root, with forward slashes, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

const notOurs = new Set(['node_modules', 'dist', '.git', '.gridsaga', 'coverage']);
const readable = /(\.(ts|tsx|mjs|json|md|ya?ml|xml|html|css|sql|properties|sh)|\/run|Dockerfile|\.npmrc)$/;

/** Every text file below `root` that the project itself wrote, folder by folder. */
export function sourceFiles(root: string, below = ''): SourceFile[] {
  return readdirSync(join(root, below), { withFileTypes: true }).flatMap((entry) => {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) return notOurs.has(entry.name) ? [] : sourceFiles(root, path);
    if (!entry.isFile() || !readable.test(`/${path}`)) return [];
    return [{ path, text: readFileSync(join(root, path), 'utf8') }];
  });
}
