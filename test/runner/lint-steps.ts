import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { FileResult } from './file.reporter.js';

/** The tools that read the source; each counts as one test. */
const steps: readonly (readonly [name: string, command: string, ...args: string[]])[] = [
  ['lint/oxlint', 'oxlint', '--type-aware'],
  ['lint/biome', 'biome', 'ci', '--colors=off', '.'],
  ['lint/depcruise', 'depcruise', '--config', '.dependency-cruiser.mjs', 'apps', 'libs', 'local', 'test'],
];

export const lintSteps = (patterns: readonly RegExp[]): typeof steps =>
  steps.filter(([name]) => patterns.length === 0 || patterns.some((pattern) => pattern.test(name)));

/** Runs one tool; what it says is its failure, where it fails. */
export async function runLint(root: string, [name, command, ...args]: (typeof steps)[number]): Promise<FileResult> {
  const startedAtMs = performance.now();
  const child = spawn(join(root, 'node_modules', '.bin', command), args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const passed = await new Promise<boolean>((resolve) => {
    child.once('error', (error) => {
      said += error.message;
      resolve(false);
    });
    child.once('close', (code) => resolve(code === 0));
  });
  return {
    path: name,
    passed: passed ? 1 : 0,
    failed: passed ? 0 : 1,
    tookMs: performance.now() - startedAtMs,
    failures: passed ? '' : `${said}\n`,
  };
}
