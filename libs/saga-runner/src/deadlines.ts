import {
  RepeatedLook,
  type Instants,
  isRetriable,
  type OnTrouble,
  type Shell,
  Unhandled,
  type Work,
} from '#libs/messaging';
import { overdue } from '#libs/saga';
import type { DueSagas } from './due-sagas.js';
import type { SagaRunner, SagaState } from './saga-runner.js';

/** How often due sagas are looked for among those that this process keeps, and how many a look takes. */
const lookEveryMs = 200;
const mostPerLook = 400;

interface Due {
  readonly sagaId: string;
  /** In [0, 1): spreads the asks that follow. */
  readonly chance: number;
}

/** Tells a saga that answers did not come in time. */
export function deadlinesWork<Subject, State extends SagaState<Subject>>(
  runner: SagaRunner<Subject>,
): Work<'saga', State, Due, number> {
  return {
    name: 'deadlines',
    touches: ({ sagaId }) => ({ saga: [sagaId] }),
    decide(state, { sagaId, chance }, now: Instants) {
      const record = state.sagas.get(sagaId);
      if (!record) return { answer: 0, send: [] };
      const silent = overdue(record.progress, now.wall).map(
        (ask) => ({ signal: 'no answer', chance, ...ask }) as const,
      );
      return { answer: silent.length, send: runner.tell(state, record, silent, now) };
    },
  };
}

/** Finds due sagas without a lock and brings each through the shell; two instances that meet do the work once. */
export class Deadlines<State> {
  // A second look beside one that takes long would find the same sagas.
  readonly #looks = new RepeatedLook(lookEveryMs, () => this.#look());

  constructor(
    private readonly shell: Pick<Shell<'saga', State>, 'run'>,
    private readonly sagas: Pick<DueSagas, 'find'>,
    private readonly work: Work<'saga', State, Due, number>,
    private readonly onTrouble: OnTrouble,
  ) {}

  start(): void {
    this.#looks.start();
  }

  /** Waits for the look under way. */
  stop(): Promise<void> {
    return this.#looks.stop();
  }

  async #look(): Promise<void> {
    try {
      const due = await this.sagas.find(mostPerLook);
      const work = this.work as Work<string, unknown, unknown, unknown>;
      await this.#tell(due.map((sagaId) => ({ work, message: { sagaId, chance: Math.random() } })));
    } catch (error) {
      // What may succeed later is found due again by the next look.
      if (!isRetriable(error)) this.onTrouble(error, 'deadlines');
    }
  }

  /** One saga that cannot be told does not hold up the others. */
  async #tell(tasks: readonly Told[]): Promise<void> {
    if (tasks.length === 0) return;
    try {
      await this.shell.run({ tasks });
    } catch (error) {
      if (error instanceof Unhandled) {
        const { sagaId } = error.task.message as Due;
        this.onTrouble(error.cause, 'a deadline could not be told to its saga', { sagaId });
        return this.#tell(tasks.filter((task) => task !== error.task));
      }
      if (isRetriable(error) || tasks.length === 1) throw error;
      const middle = tasks.length >> 1;
      await this.#tell(tasks.slice(0, middle)).catch((refusal) => this.onTrouble(refusal, 'deadlines'));
      await this.#tell(tasks.slice(middle));
    }
  }
}

interface Told {
  readonly work: Work<string, unknown, unknown, unknown>;
  readonly message: Due;
}
