import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Check } from '../check.js';
import { ran } from '../ran.js';

interface JestReport {
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/**
 * A spec of the project, or some of its tests; each that fails is a finding. Where all of them fail, or none has run,
 * nothing is said: then it is not one rule that is broken.
 */
export const specCheck = (path: string, tests: string, withinMs: number): Check => ({
  name: path,
  withinMs,
  async look(copy, signal) {
    const report = join(copy, 'spec-report.json');
    const args = [
      ...['--experimental-vm-modules', '--no-warnings', join(copy, 'node_modules', 'jest', 'bin', 'jest.js')],
      ...[
        '--runInBand',
        '--testTimeout',
        '30000',
        '--json',
        '--outputFile',
        report,
        '--testNamePattern',
        tests,
        '--runTestsByPath',
        path,
      ],
    ];
    const { err } = await ran(process.execPath, args, { cwd: copy, signal });
    const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as JestReport;
    const results = testResults.flatMap(({ assertionResults }) => assertionResults);
    const failed = results.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName);
    if (!results.some(({ status }) => status === 'passed'))
      throw new Error(`no test of ${path} has passed: ${(testResults[0]?.message ?? err).slice(0, 2_000)}`);
    return failed;
  },
});
