import type { AnswerReader, RequestFrame, RequestReader, Wire } from './wire.js';

/** The places behind each line's end. */
function lineEnds(text: Buffer): number[] {
  const ends: number[] = [];
  for (let at = text.indexOf(10); at >= 0; at = text.indexOf(10, at + 1)) ends.push(at + 1);
  return ends;
}

class LineRequests implements RequestReader {
  #rest: Buffer = Buffer.alloc(0);

  take(piece: Buffer): readonly RequestFrame[] {
    const bytes = Buffer.concat([this.#rest, piece]);
    let begin = 0;
    const frames = lineEnds(bytes).map((end): RequestFrame => {
      const line = bytes.subarray(begin, end);
      begin = end;
      return { bytes: line, asks: String(line).trim(), answered: true };
    });
    this.#rest = bytes.subarray(begin);
    return frames;
  }
}

/** A request is a line, and so is its answer. */
export const lineWire: Wire = {
  requests: () => new LineRequests(),
  answers: (): AnswerReader => ({ take: lineEnds }),
};
