import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { checkout } from '../../local/checkout.js';
import { type KeptResult, readKept } from './kept-result.js';

/** Where figures are kept, one file for each time that one was measured. */
export const resultsFolder = join(checkout, 'test', 'bench', 'results');

/** Keeps a line of JSON under the figure's name and its date; answers the file's name. */
export async function keep(name: string, date: string, text: string): Promise<string> {
  await mkdir(resultsFolder, { recursive: true });
  const file = `${name}-${date.replace(/[:.]/g, '-')}.json`;
  await writeFile(join(resultsFolder, file), `${text}\n`);
  return file;
}

export interface History {
  /** The oldest first. */
  readonly results: readonly KeptResult[];
  /** One sentence for each file that cannot be read as a figure. */
  readonly unreadable: readonly string[];
}

/** Every figure that was ever kept. */
export async function readHistory(folder = resultsFolder): Promise<History> {
  const files = (await readdir(folder).catch((): string[] => [])).filter((file) => file.endsWith('.json')).sort();
  const read = await Promise.all(files.map(async (file) => readKept(file, await readFile(join(folder, file), 'utf8'))));
  return {
    results: read
      .flatMap((one) => (typeof one === 'object' && 'figure' in one ? [one] : []))
      .sort((one, other) => (one.date < other.date ? -1 : 1)),
    unreadable: read.filter((one) => typeof one === 'string'),
  };
}

/** The figures of a file, which may name others beside it; a sentence says why they cannot be read. */
export async function readResults(path: string): Promise<readonly KeptResult[] | string> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (failure) {
    return `${path} cannot be read: ${(failure as Error).message}`;
  }
  const read = readKept(basename(path), text);
  if (typeof read === 'string') return read;
  if ('figure' in read) return [read];
  const all: KeptResult[] = [];
  for (const file of read) {
    const results = await readResults(join(dirname(path), basename(file)));
    if (typeof results === 'string') return results;
    all.push(...results);
  }
  return all;
}
