/** Keys are remembered for a day; a repeat after that is a new request. */
const keptFor = '24 hours';
const lookEveryMs = 3_600_000;

/** Forgets the keys of requests that are too old to be repeated. */
export class ExpiredSubmissions {
  readonly name = 'expired submissions';
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
    this.#deleting = this.query('DELETE FROM submission WHERE at < now() - $1::interval', [keptFor]).catch(
      (error: unknown) => this.onTrouble(error, 'old idempotency keys could not be forgotten'),
    );
  }
}
