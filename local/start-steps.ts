import { Listr, type ListrTask, PRESET_TIMER } from 'listr2';
import type { OutsideServers } from './outside-servers.js';
import { runSample, type SampleRunOptions, type SampleStep } from './sample-run.js';
import type { SampleOutcome, Verdict } from './sample-outcome.js';
import { saidPath } from './sample/settlement-path.js';
import { serviceNames } from './services.js';
import { type Part, type Stack, type StackOptions, startStack } from './stack.js';
import { StepBoard } from './step-board.js';
import { endedTrades } from './trade-summary.js';

export interface Invariants {
  readonly verdict: Verdict;
  readonly findings: readonly string[];
}

export interface StartedDay {
  readonly stack: Stack;
  readonly outcome: SampleOutcome;
  readonly invariants: Invariants;
}

export interface StartPlan {
  readonly stack: StackOptions;
  readonly outside: OutsideServers;
  readonly market: SampleRunOptions['market'];
  readonly settlement: SampleRunOptions['settlement'];
  readonly checkInvariants: (stack: Stack) => Promise<Invariants>;
}

const sampleSteps: readonly SampleStep[] = ['registrations and deposits', 'trades submitted', 'trades ended'];

/** Tenths of a second, each behind its step; listr2's own timer cuts to whole seconds. */
const timer = { ...PRESET_TIMER, field: (durationMs: number) => `${(durationMs / 1_000).toFixed(2)} s` };

/** Shows a step that somebody else runs. */
const shown = <Name extends string>(board: StepBoard<Name>, name: Name): ListrTask => ({
  title: name,
  task: async () => {
    await board.ended(name);
  },
});

/**
 * Starts the stack, trades the sample day and checks the invariants, every step shown with its time: as a live list in a
 * terminal, as lines in a pipe. Throws the sentence of what failed, with whatever was started stopped again.
 */
export async function showDay({
  stack: stackOptions,
  outside,
  market,
  settlement,
  checkInvariants,
}: StartPlan): Promise<StartedDay> {
  const servers: Part[] = [
    ...(outside.needsPostgres ? (['PostgreSQL'] as const) : []),
    ...(outside.brokers ? [] : (['Apache Kafka'] as const)),
  ];
  const parts = new StepBoard<Part>();
  const starting = startStack({ ...stackOptions, onStep: parts.began });
  // The list below asks for the parts one by one; those that were never begun fail with the stack.
  starting.catch((failure: unknown) => parts.fail([...servers, ...serviceNames], failure));

  const steps = new StepBoard<SampleStep>();
  let stack: Stack | undefined;
  let outcome: SampleOutcome | undefined;
  let invariants: Invariants | undefined;
  const path = saidPath[settlement ?? 'saga'];
  const title = `Sample market of ${market.day}${path === undefined ? '' : `, settled by ${path}`}`;
  // A failed part does not hide how the others fared; the list ends at the next step, which waits for all of them.
  const sideBySide = { concurrent: true, exitOnError: false } as const;
  const list = new Listr(
    [
      {
        title: 'Servers',
        enabled: () => servers.length > 0,
        task: (_, task) =>
          task.newListr(
            servers.map((name) => shown(parts, name)),
            sideBySide,
          ),
      },
      {
        title: 'Services',
        task: (_, task) =>
          task.newListr(
            serviceNames.map((name) => shown(parts, name)),
            sideBySide,
          ),
      },
      {
        title,
        task: async (_, task) => {
          stack = await starting;
          const running = runSample({
            urls: stack.urls,
            keys: stack.keys,
            market,
            settlement,
            onStep: steps.began,
            onSummary: (summary) => {
              // In a pipe every change of a title is a line of its own.
              if (process.stdout.isTTY)
                task.title = `${title}: ${endedTrades(summary)} of ${market.trades.length} trades`;
            },
          }).then((done) => {
            outcome = done;
          });
          running.catch((failure: unknown) => steps.fail(sampleSteps, failure));
          const ledger: ListrTask = { title: 'ledger checked', task: () => running };
          return task.newListr([...sampleSteps.map((name) => shown(steps, name)), ledger], { concurrent: true });
        },
      },
      {
        title: 'Invariants',
        task: async (_, task) => {
          invariants = await checkInvariants(stack as Stack);
          task.title = `Invariants: ${invariants.verdict}`;
        },
      },
    ],
    {
      registerSignalListeners: false,
      rendererOptions: { timer, collapseSubtasks: false, collapseErrors: false, showErrorMessage: false },
      fallbackRendererOptions: { timer },
    },
  );
  try {
    await list.run();
  } catch (failure) {
    await starting.then((started) => started.stop()).catch(() => undefined);
    throw failure;
  }
  return { stack: stack as Stack, outcome: outcome as SampleOutcome, invariants: invariants as Invariants };
}
