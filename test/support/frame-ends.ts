/** Walks over frames, each with a head that tells how long it is, and keeps none of them. */
export class FrameEnds {
  readonly #head: Buffer;
  #headRead = 0;
  #bodyLeft = 0;

  constructor(
    headBytes: number,
    /** How many bytes stand behind this head. */
    private readonly bodyBytes: (head: Buffer) => number,
    /** Whether the end of this frame is looked for. */
    private readonly wanted: (head: Buffer) => boolean = () => true,
  ) {
    this.#head = Buffer.alloc(headBytes);
  }

  /** The places in this piece just behind wanted frames that end in it. */
  take(piece: Buffer): readonly number[] {
    const ends: number[] = [];
    for (let at = 0; at < piece.length; ) {
      if (this.#headRead < this.#head.length) {
        const count = Math.min(this.#head.length - this.#headRead, piece.length - at);
        piece.copy(this.#head, this.#headRead, at, at + count);
        at += count;
        this.#headRead += count;
        if (this.#headRead < this.#head.length) break;
        this.#bodyLeft = this.bodyBytes(this.#head);
      }
      const count = Math.min(this.#bodyLeft, piece.length - at);
      at += count;
      this.#bodyLeft -= count;
      if (this.#bodyLeft > 0) break;
      this.#headRead = 0;
      if (this.wanted(this.#head)) ends.push(at);
    }
    return ends;
  }
}
