/** What became of one spec file, as it travels from jest's process to the runner's. */
export interface FileResult {
  readonly path: string;
  readonly passed: number;
  readonly failed: number;
  readonly tookMs: number;
  /** What jest says of its failures; empty where there are none. */
  readonly failures: string;
}

/** The part of jest's result that is looked at. */
interface TestResult {
  readonly testFilePath: string;
  readonly numPassingTests: number;
  readonly numFailingTests: number;
  readonly testExecError?: unknown;
  readonly failureMessage?: string | null;
  readonly perfStats: { readonly start: number; readonly end: number };
}

/** Jest loads it in its own process; each file's result goes to whoever started that process. */
// oxlint-disable-next-line import/no-default-export -- Jest takes a reporter's class from its module's default.
export default class FileReporter {
  onTestResult(_: unknown, result: TestResult): void {
    const { testFilePath, numPassingTests, numFailingTests, testExecError, failureMessage, perfStats } = result;
    const message: FileResult = {
      path: testFilePath,
      passed: numPassingTests,
      // A file that could not be run to its end fails, however many of its tests passed before.
      failed: numFailingTests + (testExecError && numFailingTests === 0 ? 1 : 0),
      tookMs: perfStats.end - perfStats.start,
      failures: failureMessage ?? '',
    };
    process.send?.(message);
  }
}
