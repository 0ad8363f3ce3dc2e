import { nowStatement } from '#libs/service';

/** A fast market clock passes a minute in the meantime; whoever confirms too late is refused all the same. */
const lookEveryMs = 500;
/** As many as share a transaction. */
const mostPerLook = 200;

/**
 * Finds proposals whose gate has closed, by the market clock, and lets each lapse. It looks without a lock; two instances
 * that meet do the work once.
 */
export class LapsingProposals {
  readonly name = 'lapsing proposals';
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;

  constructor(
    private readonly query: (text: string, values: unknown[]) => Promise<{ id: string }[]>,
    private readonly lapse: (id: string) => Promise<unknown>,
    private readonly onTrouble: (error: unknown, what: string) => void,
  ) {}

  start(): void {
    this.#timer = setInterval(() => {
      this.#looking ??= this.#look().finally(() => {
        this.#looking = undefined;
      });
    }, lookEveryMs);
  }

  /** Waits for the look under way. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }

  async #look(): Promise<void> {
    try {
      const due = await this.query(dueText, [mostPerLook]);
      // One that fails is found again by the next look, and does not hold up the others.
      const lapsed = await Promise.allSettled(due.map(({ id }) => this.lapse(id)));
      for (const one of lapsed) if (one.status === 'rejected') throw one.reason;
    } catch (error) {
      this.onTrouble(error, 'proposals could not lapse');
    }
  }
}

const dueText = `
  SELECT id FROM proposal CROSS JOIN (${nowStatement.text}) AS now
  WHERE state = 'proposed' AND gate_closes_at <= to_timestamp(now.market / 1000)
  ORDER BY gate_closes_at LIMIT $1`;
