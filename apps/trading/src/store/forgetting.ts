import { RepeatedLook } from '#libs/messaging';

/** Rows that nobody asks for any more. */
export interface Forgotten {
  readonly name: string;
  /** A DELETE; $1 is how long they are kept. */
  readonly text: string;
  /** An interval, as PostgreSQL writes it. */
  readonly keptFor: string;
  readonly lookEveryMs: number;
}

/** Deletes what was kept long enough, at the start and now and then. */
export class Forgetting {
  readonly name: string;
  readonly #looks: RepeatedLook;

  constructor(
    { name, text, keptFor, lookEveryMs }: Forgotten,
    query: (text: string, values: unknown[]) => Promise<unknown>,
    onTrouble: (error: unknown, what: string) => void,
  ) {
    this.name = name;
    this.#looks = new RepeatedLook(lookEveryMs, async () => {
      await query(text, [keptFor]).catch((error: unknown) => onTrouble(error, `${name} could not be forgotten`));
    });
  }

  start(): void {
    this.#looks.start();
    this.#looks.now();
  }

  stop(): Promise<void> {
    return this.#looks.stop();
  }
}
