import { accepted, type Because, refused } from '#libs/decision';
import {
  type Advanced,
  type Ask,
  type AskToSend,
  advance,
  type Direction,
  dueAt,
  type Group,
  overdue,
  type Progress,
  type Saga,
  type Signal,
  start,
  type UndoableStep,
} from '#libs/saga';

/** What the saga is about: whether its pivot lets it through. */
export interface Journey {
  readonly goes: boolean;
}

export type JourneyStep =
  | 'flight'
  | 'hotel'
  | 'car'
  | 'table'
  | 'theatre'
  | 'decide to go'
  | 'pay'
  | 'send the papers'
  | 'tell the family';

const asks = (type: string): Ask<Journey> => ({ type, key: () => 'journey', body: (journey) => journey });

const undoable = <Step extends string>(step: Step): UndoableStep<Journey, Step> => ({
  step,
  at: 'agency',
  do: asks(`${step}: book`),
  undo: asks(`${step}: cancel`),
  within: '20s',
});

const finishing = <Step extends string>(step: Step) => ({ step, at: 'office', do: asks(step) });

/** Three groups that can be undone, a pivot, two groups that must be finished. */
export const journeySaga: Saga<Journey, JourneyStep> = {
  name: 'journey',
  version: 1,
  undoable: [
    [undoable('flight'), undoable('hotel')],
    [undoable('car')],
    [undoable('table'), undoable('theatre')],
  ] satisfies Group<UndoableStep<Journey, JourneyStep>>[],
  pivot: {
    step: 'decide to go',
    decide: ({ goes }) => (goes ? accepted('go') : refused('no leave')),
  },
  mustFinish: [[finishing('pay')], [finishing('send the papers'), finishing('tell the family')]],
};

/** `do flight 1`: the direction, the step, the attempt. */
const said = <Subject>({ direction, step, attempt }: AskToSend<Subject>): string => `${direction} ${step} ${attempt}`;

/** A saga in conversation: what it is told, what it asks, and nothing around it. The clock stands until it is moved. */
export class SagaConversation<Subject> {
  wall = 0;
  progress: Progress = { startedAt: 0, steps: {} };

  constructor(
    private readonly saga: Saga<Subject, string>,
    private readonly subject: Subject,
  ) {}

  /** What it asks at first. */
  starts(): string[] {
    return this.#took(start(this.saga, this.subject, this.#now()));
  }

  accepts(step: string, direction: Direction = 'do', attempt = this.#latest(step, direction)): string[] | string {
    return this.hears({ signal: 'reply', step, direction, attempt, answer: 'accepted' });
  }

  refuses(
    step: string,
    direction: Direction = 'do',
    attempt = this.#latest(step, direction),
    because: Because = { reason: 'sold out' },
  ): string[] | string {
    return this.hears({ signal: 'reply', step, direction, attempt, answer: 'refused', because });
  }

  retries(): string[] | string {
    return this.hears({ signal: 'retry' });
  }

  forcesUndo(): string[] | string {
    return this.hears({ signal: 'force undo' });
  }

  skips(step: string): string[] | string {
    return this.hears({ signal: 'skip', step });
  }

  pauses(): string[] | string {
    return this.hears({ signal: 'pause' });
  }

  resumes(): string[] | string {
    return this.hears({ signal: 'resume' });
  }

  /** What it asks after a signal, or why it ignores it. */
  hears(signal: Signal): string[] | string {
    const told = advance(this.saga, this.subject, this.progress, signal, this.#now());
    return 'answer' in told ? told.because.reason : this.#took(told);
  }

  /** Moves the clock, hands over each deadline at its instant, and says what was asked: `500: do flight 2`. */
  waits(ms: number, chance = 0.5): string[] {
    const endsAt = this.wall + ms;
    const asked: string[] = [];
    for (;;) {
      const due = dueAt(this.progress) ?? Number.POSITIVE_INFINITY;
      if (due > endsAt) break;
      this.wall = Math.max(this.wall, due);
      for (const ask of overdue(this.progress, this.wall)) {
        const heard = this.hears({ signal: 'no answer', chance, ...ask });
        if (Array.isArray(heard)) asked.push(...heard.map((one) => `${this.wall}: ${one}`));
      }
    }
    this.wall = endsAt;
    return asked;
  }

  #latest(step: string, direction: Direction): number {
    return this.progress.steps[step]?.[direction]?.asks ?? 1;
  }

  #now(): { wall: number; market: number } {
    return { wall: this.wall, market: this.wall };
  }

  #took({ progress, asks }: Advanced<Subject>): string[] {
    this.progress = progress;
    return asks.map(said);
  }
}

/** A journey that has asked its first group. */
export function begun(goes = true): SagaConversation<Journey> {
  const saga = new SagaConversation(journeySaga, { goes });
  saga.starts();
  return saga;
}

/** A journey that was told of these steps that they are done, in order. */
export function having(steps: readonly string[], goes = true): SagaConversation<Journey> {
  const saga = begun(goes);
  for (const step of steps) saga.accepts(step);
  return saga;
}

/** Every step before the pivot. */
export const allGroups = ['flight', 'hotel', 'car', 'table', 'theatre'] as const;
