/** So long a global transaction can be looked at after its end; its trades stay for ever. */
const keptFor = '24 hours';
const lookEveryMs = 600_000;

/**
 * Forgets global transactions that all participants have acknowledged: whoever should still ask is told that they are
 * unknown, which by then undoes nothing. Mixed ones stay until a person takes them away.
 */
export class EndedTransactions {
  readonly name = 'ended global transactions';
  #timer: NodeJS.Timeout | undefined;
  #deleting: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly query: (text: string, values: unknown[]) => Promise<unknown>,
    private readonly onTrouble: (error: unknown, what: string) => void,
  ) {}

  start(): void {
    this.#forget();
    this.#timer = setInterval(() => this.#forget(), lookEveryMs);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#deleting;
  }

  #forget(): void {
    this.#deleting = this.query(forgetText, [keptFor]).catch((error: unknown) =>
      this.onTrouble(error, 'ended global transactions could not be forgotten'),
    );
  }
}

const forgetText = `
  DELETE FROM global_transaction
  WHERE NOT open AND state IN ('committed', 'aborted') AND ended_at < now() - $1::interval`;
