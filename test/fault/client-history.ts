/** What is to become of a trade that is submitted: its buyer can pay, or cannot, or it must not even be taken. */
export type Expected = 'may clear' | 'is rejected' | 'is refused';

/** A submission as the client sent it, once or several times under its key. */
export interface ClientCall {
  readonly key: string;
  /** In the order of the body. */
  readonly expected: readonly Expected[];
  /** Its trades carry the references `<key>-<index>`. */
  readonly referenced: boolean;
}

/** What one sending of a call came to. */
export type Heard =
  | {
      readonly heard: 'ok';
      /** In the order of the body; null where the answer refuses a trade. */
      readonly tradeIds: readonly (string | null)[];
    }
  | {
      readonly heard: 'failed';
      /** The status and the problem's type. */
      readonly because: string;
      /** It was refused for now: the answer says that nothing was done this time, and nothing of an earlier time. */
      readonly forNow: boolean;
    }
  /** Cut off, not answered in time, or answered with a failure of the service: it may have been done. */
  | { readonly heard: 'unknown'; readonly because: string };

/** A call and what the client knows of it, all its sendings taken together. */
export interface KnownCall extends ClientCall {
  readonly known: Heard;
}

const sameIds = (one: readonly (string | null)[], other: readonly (string | null)[]): boolean =>
  one.length === other.length && one.every((id, at) => id === other[at]);

/** Findings beyond these say nothing new. */
const mostFindings = 20;

/** The record of every submission that a client sent; what was judged against the databases is forgotten. */
export class ClientHistory {
  readonly #calls = new Map<string, KnownCall>();
  readonly #findings: string[] = [];
  readonly #counts = { ok: 0, failed: 0, unknown: 0, repeated: 0 };

  /** What contradicts itself already in what the client heard. */
  get findings(): readonly string[] {
    return this.#findings;
  }

  /** Calls that were taken away count as well. */
  get counts(): { readonly ok: number; readonly failed: number; readonly unknown: number; readonly repeated: number } {
    const now = { ...this.#counts };
    for (const { known } of this.#calls.values()) now[known.heard] += 1;
    return now;
  }

  /** To be told before the call is sent for the first time. */
  begin(call: ClientCall): void {
    this.#calls.set(call.key, { ...call, known: { heard: 'unknown', because: 'not answered yet' } });
  }

  /** To be told of every sending, the first one included. */
  heard(key: string, heard: Heard, isRepeat: boolean): void {
    const call = this.#calls.get(key);
    if (!call) throw new Error(`${key} was never begun`);
    if (isRepeat) this.#counts.repeated += 1;
    this.#calls.set(key, { ...call, known: this.#together(call, heard, isRepeat) });
  }

  /** Takes all calls away, to be judged. Only while none is under way. */
  take(): KnownCall[] {
    const calls = [...this.#calls.values()];
    for (const { known } of calls) this.#counts[known.heard] += 1;
    this.#calls.clear();
    return calls;
  }

  found(finding: string): void {
    if (this.#findings.length < mostFindings) this.#findings.push(finding);
  }

  #together({ key, expected, known }: KnownCall, heard: Heard, isRepeat: boolean): Heard {
    if (heard.heard === 'unknown') return isRepeat ? known : heard;
    if (heard.heard === 'failed') {
      // Nothing was done this time; of the time before it says nothing.
      if (heard.forNow && isRepeat) return known;
      if (known.heard === 'ok') this.found(`${key} was taken, and the same key was then answered ${heard.because}`);
      if (!heard.forNow && expected.some((one) => one !== 'is refused'))
        this.found(`${key} was refused with ${heard.because}, and nothing was wrong with it`);
      return known.heard === 'ok' ? known : heard;
    }
    if (known.heard === 'failed') this.found(`${key} was answered ${known.because}, and the same key was then taken`);
    if (known.heard === 'ok' && !sameIds(known.tradeIds, heard.tradeIds))
      this.found(`${key} was answered with ${known.tradeIds.join(' ')} and then with ${heard.tradeIds.join(' ')}`);
    const asExpected = expected.every((one, at) => (one === 'is refused') === (heard.tradeIds[at] === null));
    if (!asExpected || expected.length !== heard.tradeIds.length)
      this.found(`${key} with trades that are ${expected.join(', ')} was answered with ${heard.tradeIds.join(' ')}`);
    return heard;
  }
}
