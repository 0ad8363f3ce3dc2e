import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkout } from '../local/checkout.js';
import { type Stack, startStack } from '../local/stack.js';
import { stopOnSignal } from '../local/stop-on-signal.js';
import { lintSteps, runLint } from './runner/lint-steps.js';
import { runSpecs } from './runner/run-specs.js';
import { sideBySide } from './runner/side-by-side.js';
import { type Suite, specFiles } from './runner/spec-files.js';
import { Tally } from './runner/tally.js';
import { namedStack, quickSessions, sharedStackVariable } from './support/reachable-stack.js';

/** Specs that start servers have the machine to themselves, unless they mostly wait. */
const workersFor = (suite: Suite): number => (suite === 'unit' ? 2 : 1);

/** Each has a stack of about a gigabyte, and keeps the two cores busy while it starts. */
const patientAtOnce = 3;

const startedAtMs = performance.now();
const patterns = process.argv.slice(2).map(readPattern);
const specs = specFiles(checkout, patterns);
const lint = lintSteps(patterns);
const tally = new Tally((text) => void process.stdout.write(text));
const endings = new Set<() => void>();
let interrupted = false;

// Whatever a spec makes lies below this folder and goes with it, also when the run is interrupted.
const folder = mkdtempSync(join(tmpdir(), 'gridsaga-test-'));
// PostgreSQL runs as a user of its own when we are root, and has to reach its data.
chmodSync(folder, 0o755);
process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));

stopOnSignal(async () => {
  interrupted = true;
  for (const end of endings) end();
  await running;
});

/** A part of a path, or a regular expression over paths. */
function readPattern(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch {
    process.stderr.write(`${text} is not a regular expression; a part of a path, like journey/cleared, will do.\n`);
    process.exit(2);
  }
}

/** Runs one suite; the journeys share a stack, which is named to them in the environment. */
async function runSuite(suite: Suite, paths: readonly string[]): Promise<void> {
  tally.heading(suite, paths.length);
  let shared: Stack | undefined;
  const env: NodeJS.ProcessEnv = { ...process.env, TMPDIR: folder };
  try {
    if (suite === 'journey') {
      shared = await startStack({ folder: join(folder, 'shared'), portBase: 'free', short: true, env: quickSessions });
      env[sharedStackVariable] = namedStack(shared);
    }
    const onStarted = (end: () => void): void => void endings.add(end);
    const together = (some: readonly string[]): Promise<void> =>
      runSpecs({ root: checkout, paths: some, workers: workersFor(suite), env, onFile: tally.add, onStarted });
    if (suite !== 'patient') await together(paths);
    else await sideBySide(paths, patientAtOnce, async (path) => (interrupted ? undefined : together([path])));
  } catch (failure) {
    tally.add({ path: `the suite ${suite}`, passed: 0, failed: 1, tookMs: 0, failures: String(failure) });
  } finally {
    await shared?.stop({ remove: true });
  }
}

async function run(): Promise<void> {
  if (lint.length > 0) tally.heading('lint', lint.length);
  for (const step of lint) if (!interrupted) tally.add(await runLint(checkout, step));
  for (const [suite, paths] of specs) if (paths.length > 0 && !interrupted) await runSuite(suite, paths);
  if (tally.passed + tally.failed === 0) process.stderr.write(`Nothing matches ${patterns.join(', ')}.\n`);
  tally.total(performance.now() - startedAtMs);
  process.exitCode = tally.failed > 0 || tally.passed === 0 ? 1 : 0;
}

const running = run();
await running;
// The watchdog's pipe would hold the process open for as long as it takes to end.
process.exit();
