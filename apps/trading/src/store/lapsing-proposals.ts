import { RepeatedLook } from '#libs/messaging';
import { nowStatement } from '#libs/service';

/** A fast market clock passes a minute in the meantime; whoever confirms too late is refused all the same. */
const lookEveryMs = 500;
/** As many as share a transaction. */
const mostAtOnce = 200;

/**
 * Finds proposals whose gate has closed, by the market clock, and lets each lapse. It looks without a lock; two instances
 * that meet do the work once.
 */
export class LapsingProposals {
  readonly name = 'lapsing proposals';
  #stopped = false;
  readonly #looks = new RepeatedLook(lookEveryMs, () => this.#look());

  constructor(
    private readonly query: (text: string, values: unknown[]) => Promise<{ id: string }[]>,
    private readonly lapse: (id: string) => Promise<'lapsed' | 'unchanged'>,
    private readonly onTrouble: (error: unknown, what: string) => void,
  ) {}

  start(): void {
    this.#looks.start();
  }

  /** Waits for the look under way, which takes no more proposals. */
  stop(): Promise<void> {
    this.#stopped = true;
    return this.#looks.stop();
  }

  async #look(): Promise<void> {
    try {
      await this.#lapseAll();
    } catch (error) {
      this.onTrouble(error, 'proposals could not lapse');
    }
  }

  /** Many share a gate: as long as there are as many as are looked for, there may be more. */
  async #lapseAll(): Promise<void> {
    // One that fails, or that another instance ended, does not hold up the others; the next round tries it again.
    const left: string[] = [];
    const failures: unknown[] = [];
    let due: readonly { id: string }[];
    do {
      due = await this.query(dueText, [mostAtOnce, left]);
      const answers = await Promise.allSettled(due.map(({ id }) => this.lapse(id)));
      for (const [at, answer] of answers.entries()) {
        if (answer.status === 'fulfilled' && answer.value === 'lapsed') continue;
        left.push(due[at]?.id ?? '');
        if (answer.status === 'rejected') failures.push(answer.reason);
      }
    } while (due.length === mostAtOnce && !this.#stopped);
    if (failures.length > 0) throw failures[0];
  }
}

const dueText = `
  SELECT id FROM proposal CROSS JOIN (${nowStatement.text}) AS now
  WHERE state = 'proposed' AND gate_closes_at <= to_timestamp(now.market / 1000) AND id <> ALL ($2::uuid[])
  ORDER BY gate_closes_at LIMIT $1`;
