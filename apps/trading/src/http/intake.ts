import { RepeatedLook } from '#libs/messaging';
import { type Problem, problems } from '#libs/service';
import { BacklogEstimate, type SeenBacklog } from '../intake/backlog-estimate.js';
import { type Backlog, decideIntake, type IntakeBounds, retryAfterS } from '../intake/decide-intake.js';

/** A look takes some milliseconds of a connection; what is taken between two is counted by the estimate. */
const lookEveryMs = 200;

/**
 * Takes submissions while trading keeps up, and refuses them while it does not: what was taken ends in bounded time,
 * however much is offered. Reads and operators' actions do not pass here.
 */
export class Intake {
  readonly name = 'the intake';
  readonly #estimate = new BacklogEstimate(performance.now());
  // One that takes long is not joined by another: the database is busy enough.
  readonly #looks = new RepeatedLook(lookEveryMs, () => this.#look());
  #blind = false;

  constructor(
    private readonly bounds: IntakeBounds,
    private readonly look: () => Promise<SeenBacklog>,
    private readonly onTrouble: (error: unknown, what: string) => void,
  ) {}

  start(): void {
    this.#looks.now();
    this.#looks.start();
  }

  /** Waits for the look under way. */
  stop(): Promise<void> {
    return this.#looks.stop();
  }

  /** Why no submission is taken at this moment; undefined while there is room. Cheap enough for every request. */
  readonly refusal = (): Problem | undefined => {
    const backlog = this.#estimate.now();
    const decision = decideIntake(backlog, this.bounds);
    return decision.answer === 'refused' ? overloaded(backlog, this.bounds, Math.random()) : undefined;
  };

  /**
   * Does the work of a request, and counts its trades until a look at the database has seen what came of it.
   *
   * @throws the 503 of {@link refusal}, before the work begins; whatever the work throws
   */
  async taking<Answer>(trades: number, work: () => Promise<Answer>): Promise<Answer> {
    const refusal = this.refusal();
    if (refusal) throw refusal;
    this.#estimate.taken(trades);
    try {
      return await work();
    } finally {
      this.#estimate.answered(trades);
    }
  }

  /** To be told of each saga that this process has ended. */
  ended(): void {
    this.#estimate.ended();
  }

  async #look(): Promise<void> {
    const begun = this.#estimate.beginLook(performance.now());
    try {
      this.#estimate.endLook(begun, await this.look());
      this.#blind = false;
    } catch (error) {
      // Until the database is back the last look stands, and whatever is taken counts beside it.
      if (!this.#blind) this.onTrouble(error, 'the backlog cannot be read');
      this.#blind = true;
    }
  }
}

function overloaded(backlog: Backlog, { mostOpenSagas, mostOutboxAgeMs }: IntakeBounds, chance: number): Problem {
  const afterS = retryAfterS(backlog, chance);
  const { openSagas, outboxAgeMs } = backlog;
  const isOld = outboxAgeMs > mostOutboxAgeMs;
  const detail = isOld
    ? `What was taken last waits for ${outboxAgeMs} ms to be sent, and ${mostOutboxAgeMs} ms is the most; nothing was taken of this request.`
    : `${openSagas} trades are under way, and ${mostOpenSagas} are the most; nothing was taken of this request.`;
  const numbers = isOld ? { outboxAgeMs, mostOutboxAgeMs } : { openSagas, mostOpenSagas };
  return problems.unavailable('overloaded', detail, afterS, numbers);
}
