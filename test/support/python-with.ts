import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A Python of its own, made in the folder, with the package `name==version`; or why there is none. */
export async function pythonWith(
  requirement: string,
  folder: string,
): Promise<{ readonly python: string } | { readonly because: string }> {
  const python = join(folder, 'bin', 'python');
  try {
    await run('python3', ['-m', 'venv', folder]);
    await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', requirement], {
      timeout: 120_000,
    });
    return { python };
  } catch (error) {
    return { because: (error as Error).message.split('\n').slice(0, 3).join(' ') };
  }
}
