import { type Drawn, type Harm, type HeldRequests, isMeant, type Meant } from './harm.js';
import type { RequestFrame } from './wire.js';

/** A harm that stands; whoever meets it says so. */
export class ActiveHarm<What> implements Harm {
  strikes = 0;

  constructor(
    readonly what: What,
    private readonly among: Set<ActiveHarm<What>>,
    private readonly atEnd: () => Promise<void> | void = () => undefined,
  ) {
    among.add(this);
  }

  async end(): Promise<void> {
    if (this.among.delete(this)) await this.atEnd();
  }
}

/** Answers that shall not arrive. */
export interface Loss {
  readonly meant: Meant;
  readonly everyNth: number;
  /** A text that the connection must have said before. */
  readonly once: string | undefined;
  /** Requests that were meant so far. */
  seen: number;
  /** Of a single one: told when it has been lost. */
  readonly done: (() => void) | undefined;
}

class Held implements HeldRequests {
  count = 0;
  readonly #goOn: (() => void)[] = [];

  constructor(
    readonly meant: Meant,
    private readonly among: Set<Held>,
  ) {
    among.add(this);
  }

  add(): Promise<void> {
    this.count += 1;
    return new Promise((goOn) => void this.#goOn.push(goOn));
  }

  letGo(): void {
    this.among.delete(this);
    for (const goOn of this.#goOn.splice(0)) goOn();
  }
}

/** All that is done to a proxy's connections at the moment. */
export class ActiveHarms {
  readonly delays = new Set<ActiveHarm<Drawn>>();
  readonly slices = new Set<ActiveHarm<Drawn>>();
  readonly silences = new Set<ActiveHarm<'silence'>>();
  readonly resets = new Set<ActiveHarm<'reset'>>();
  readonly cuts = new Set<ActiveHarm<'cut'>>();
  readonly losses = new Set<ActiveHarm<Loss>>();
  readonly #held = new Set<Held>();

  delayMs(): number {
    let sum = 0;
    for (const delay of this.delays) {
      delay.strikes += 1;
      sum += delay.what();
    }
    return sum;
  }

  pieceBytes(): number | undefined {
    let least: number | undefined;
    for (const slice of this.slices) {
      slice.strikes += 1;
      least = Math.min(least ?? Number.POSITIVE_INFINITY, Math.max(1, slice.what()));
    }
    return least;
  }

  holdBack(meant: Meant): HeldRequests {
    return new Held(meant, this.#held);
  }

  /** What a request has to wait for, if anything. */
  gateFor(frame: RequestFrame): Promise<void> | undefined {
    for (const held of this.#held) if (isMeant(held.meant, frame)) return held.add();
    return undefined;
  }

  /** Which loss meets this request, on a connection that has said these of the texts that losses wait for. */
  lossOf(frame: RequestFrame, said: WeakSet<ActiveHarm<Loss>>): ActiveHarm<Loss> | undefined {
    for (const loss of this.losses) {
      const { meant, once, everyNth } = loss.what;
      if (once !== undefined && frame.bytes.includes(once)) said.add(loss);
      if (!isMeant(meant, frame) || (once !== undefined && !said.has(loss))) continue;
      loss.what.seen += 1;
      if (loss.what.seen % everyNth !== 0) continue;
      if (loss.what.done) this.losses.delete(loss);
      return loss;
    }
    return undefined;
  }
}
