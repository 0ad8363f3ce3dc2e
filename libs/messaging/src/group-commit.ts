import type { Once } from './once.js';
import { type MessagingMetrics, noMetrics } from './messaging-metrics.js';
import { backOffMs, isRetriable, isUniqueViolation, sleep } from './retriable.js';
import { type Shell, type Task, Unhandled } from './shell.js';
import { noTracing, type Tracing } from './tracing.js';
import { TryAgainLater } from './try-again-later.js';
import type { Work } from './work.js';

/** Requests are gathered so long before they share a transaction. */
const gatherMs = 2;
const mostRequestsPerGroup = 200;
/** A request that is to be tried again later comes back after so long. */
const laterMs = 50;

interface Waiting {
  readonly task: Task;
  readonly since: number;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** The database stayed away: whether the request was done is not known, and repeating it with the same key is safe. */
export class OutcomeUnknown extends Error {
  constructor(override readonly cause: unknown) {
    super('the outcome is unknown; repeat with the same key');
  }
}

export interface GroupCommitOptions {
  /** How many groups may be under way side by side; two by default. */
  readonly groups?: number;
  /** How long a group is tried again before its requests are told that the outcome is unknown; 5 s by default. */
  readonly giveUpAfterMs?: number;
  /** Makes the mark of a group; without it a request whose COMMIT was not answered is done again. */
  readonly mark?: () => Promise<Once>;
  readonly metrics?: Pick<MessagingMetrics, 'retried'>;
  readonly tracing?: Pick<Tracing, 'active'>;
}

const usualGroups = 2;
const usualGiveUpAfterMs = 5_000;

/** Lets requests that arrive within a few milliseconds share one transaction; each gets its own answer. */
export class GroupCommit {
  #waiting: Waiting[] = [];
  #running = 0;
  #gathering = false;
  readonly #giveUpAfterMs: number;
  readonly #metrics: Pick<MessagingMetrics, 'retried'>;
  readonly #tracing: Pick<Tracing, 'active'>;

  constructor(
    private readonly shell: Pick<Shell<string, unknown>, 'run'>,
    private readonly options: GroupCommitOptions = {},
  ) {
    this.#giveUpAfterMs = options.giveUpAfterMs ?? usualGiveUpAfterMs;
    this.#metrics = options.metrics ?? noMetrics;
    this.#tracing = options.tracing ?? noTracing;
  }

  /**
   * @throws OutcomeUnknown when the database stays away; whatever the work's rule throws, and TryAgainLater only when it
   *   still throws that at the end
   */
  submit<Table extends string, State, Message, Answer>(
    work: Work<Table, State, Message, Answer>,
    message: Message,
  ): Promise<Answer> {
    return new Promise<unknown>((resolve, reject) => {
      const traceparent = this.#tracing.active();
      const task = { work: work as Task['work'], message, ...(traceparent !== undefined && { traceparent }) };
      this.#wait({ task, since: performance.now(), resolve, reject });
    }) as Promise<Answer>;
  }

  #wait(request: Waiting): void {
    this.#waiting.push(request);
    if (this.#gathering) return;
    this.#gathering = true;
    setTimeout(() => this.#go(), gatherMs);
  }

  #go(): void {
    this.#gathering = false;
    while (this.#waiting.length > 0 && this.#running < (this.options.groups ?? usualGroups)) {
      this.#running += 1;
      void this.#run(this.#waiting.splice(0, mostRequestsPerGroup)).finally(() => {
        this.#running -= 1;
        if (this.#waiting.length > 0) this.#go();
      });
    }
  }

  async #run(group: Waiting[]): Promise<void> {
    const giveUpAt = performance.now() + this.#giveUpAfterMs;
    const { mark } = this.options;
    const isMarked = mark && !group.every(({ task }) => task.work.knowsRepeats);
    let once: Once | undefined;
    for (let attempt = 1; group.length > 0; attempt += 1)
      try {
        if (isMarked) once ??= await mark();
        const answers = await this.shell.run({ tasks: group.map(({ task }) => task), ...(once && { once }) });
        for (const [at, { resolve }] of group.entries()) resolve(answers[at]);
        return;
      } catch (error) {
        if (error instanceof Unhandled) {
          for (const { task: out, cause } of [error, ...error.later]) {
            const at = group.findIndex(({ task }) => task === out);
            const [taken] = group.splice(at, 1);
            if (taken) this.#takenOut(taken, cause);
          }
        } else if (canNeverSucceed(error, attempt)) {
          if (group.length === 1) return group[0]?.reject(error);
          // One request of the group cannot be written; by halves it is found, and the others are done.
          const middle = group.length >> 1;
          await this.#run(group.slice(0, middle));
          return this.#run(group.slice(middle));
        } else if (performance.now() > giveUpAt) {
          for (const { reject } of group) reject(new OutcomeUnknown(error));
          return;
        } else {
          this.#metrics.retried('group');
          await sleep(backOffMs(attempt));
        }
      }
  }

  /** Alone it does not hold up the others of its group. */
  #takenOut(request: Waiting, cause: unknown): void {
    if (cause instanceof TryAgainLater && performance.now() - request.since < this.#giveUpAfterMs)
      setTimeout(() => this.#wait(request), laterMs);
    else request.reject(cause);
  }
}

/** After so many tries a unique violation is no race any more: the row is there and is not what the group loads. */
const mostTriesOfUniqueViolation = 3;

const canNeverSucceed = (error: unknown, attempt: number): boolean =>
  !isRetriable(error) || (isUniqueViolation(error) && attempt > mostTriesOfUniqueViolation);
