import type { FileResult } from './file.reporter.js';

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
const counted = ({ passed, failed }: { passed: number; failed: number }): string =>
  `${passed} passed${failed > 0 ? `, ${failed} FAILED` : ''}`;

/** Counts results and says each as it comes: one line per file, its failures below it. */
export class Tally {
  passed = 0;
  failed = 0;
  readonly #broken: string[] = [];

  constructor(private readonly write: (text: string) => void) {}

  heading(suite: string, files: number): void {
    this.write(`\n${suite} (${files})\n`);
  }

  readonly add = (result: FileResult): void => {
    this.passed += result.passed;
    this.failed += result.failed;
    const mark = result.failed > 0 ? '✗' : '✓';
    this.write(`  ${mark} ${result.path}  ${counted(result)}  ${seconds(result.tookMs)}\n`);
    if (result.failed === 0) return;
    this.#broken.push(result.path);
    this.write(`${result.failures}\n`);
  };

  /** What failed once more, the time, and the totals alone on the last line. */
  total(tookMs: number): void {
    for (const path of this.#broken) this.write(`\n✗ ${path}`);
    this.write(`\n${seconds(tookMs)}\n${this.passed} passed, ${this.failed} failed\n`);
  }
}
