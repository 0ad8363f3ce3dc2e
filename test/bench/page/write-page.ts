import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readHistory, resultsFolder } from '../results-folder.js';
import { historyPage } from './history-page.js';

/** Draws what was ever kept; answers the page's path. */
export async function writePage(): Promise<string> {
  const { results, unreadable } = await readHistory();
  for (const sentence of unreadable) process.stderr.write(`${sentence}\n`);
  await mkdir(resultsFolder, { recursive: true });
  const path = join(resultsFolder, 'index.html');
  await writeFile(path, historyPage(results));
  return path;
}
