import { spawn } from 'node:child_process';
import { join, relative } from 'node:path';
import { guard, unguard } from '../../local/watchdog.js';
import type { FileResult } from './file.reporter.js';

export interface SpecRun {
  /** The checkout. */
  readonly root: string;
  readonly paths: readonly string[];
  /** One for specs that start servers. */
  readonly workers: number;
  readonly env: NodeJS.ProcessEnv;
  /** Called as each file ends; its path is relative to the checkout. */
  readonly onFile: (result: FileResult) => void;
  /** Called with a function that ends jest before its time. */
  readonly onStarted: (end: () => void) => void;
}

/** Runs spec files in a process of their own; those of which nothing was heard when it ended have failed. */
export async function runSpecs({ root, paths, workers, env, onFile, onStarted }: SpecRun): Promise<void> {
  const args = [
    ...['--experimental-vm-modules', '--no-warnings', join(root, 'node_modules', 'jest', 'bin', 'jest.js')],
    ...['--reporters', join(root, 'dist', 'test', 'runner', 'file.reporter.js')],
    // Kept between runs, apart from everything that a run makes and takes away.
    ...['--cacheDirectory', join(root, 'node_modules', '.cache', 'jest')],
    ...(workers === 1 ? ['--runInBand'] : ['--maxWorkers', String(workers)]),
    ...['--runTestsByPath', ...paths],
  ];
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const { pid } = child;
  if (pid !== undefined) guard(pid, 'TERM');
  onStarted(() => child.kill('SIGTERM'));
  const silent = new Set(paths);
  child.on('message', (result: FileResult) => {
    const path = relative(root, result.path);
    silent.delete(path);
    onFile({ ...result, path });
  });
  const how = await new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  if (pid !== undefined) unguard(pid);
  for (const path of silent) {
    onFile({ path, passed: 0, failed: 1, tookMs: 0, failures: `${path} did not end: jest ended with ${how}\n` });
  }
}
