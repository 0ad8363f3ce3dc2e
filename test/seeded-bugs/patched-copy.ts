import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildOptions, builtFile, compiled, withBug } from './patch.js';
import type { SeededBug } from './seeded-bug.js';

/** All that a check needs: the build, and for specs the sources. The lock file makes the copy a checkout of its own. */
const copied = [
  ...['apps', 'libs', 'local', 'test', 'dist', 'docs', 'docker'],
  ...['package.json', 'package-lock.json', 'tsconfig.json', 'jest.config.mjs'],
];

/** A copy of the checkout into which one bug at a time is put, in the source and in the build. */
export class PatchedCopy {
  readonly #options: ReturnType<typeof buildOptions>;

  private constructor(readonly folder: string) {
    this.#options = buildOptions(folder);
  }

  /** Copies the checkout, its build and its sources as they are, into a new folder below `.gridsaga`. */
  static of(checkout: string): PatchedCopy {
    const folder = join(checkout, '.gridsaga', `seeded-bugs-${process.pid}`);
    mkdirSync(folder, { recursive: true });
    const results = join(checkout, 'test', 'bench', 'results');
    for (const name of copied)
      cpSync(join(checkout, name), join(folder, name), { recursive: true, filter: (path) => path !== results });
    symlinkSync(join(checkout, 'node_modules'), join(folder, 'node_modules'), 'dir');
    return new PatchedCopy(folder);
  }

  /**
   * Runs something while the bug is in; then everything is as it was. Throws where the build is not what the source
   * says, so that what is found is the bug's alone.
   */
  async while<Result>(bug: SeededBug, run: () => Promise<Result>): Promise<Result> {
    const { file } = bug;
    const [source, built] = [file, builtFile(file)].map((path) => join(this.folder, path)) as [string, string];
    const [sourceText, builtText] = [source, built].map((path) => readFileSync(path, 'utf8')) as [string, string];
    // The metadata of decorators names types that one file alone does not know.
    if (!builtText.includes('__metadata(') && compiled(source, sourceText, this.#options) !== builtText)
      throw new Error(`${file} is newer than its build.`);
    const bugged = withBug(sourceText, bug);
    try {
      writeFileSync(source, bugged);
      writeFileSync(built, compiled(source, bugged, this.#options));
      return await run();
    } finally {
      writeFileSync(source, sourceText);
      writeFileSync(built, builtText);
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}
