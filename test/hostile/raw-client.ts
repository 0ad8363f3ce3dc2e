import { connect, type Socket } from 'node:net';
import { type RawAnswer, RawAnswerReader } from './raw-answer.js';

/** An answer, or why there is none. */
export type Outcome =
  | { readonly answered: true; readonly answer: RawAnswer; readonly tookMs: number }
  | { readonly answered: false; readonly because: string; readonly tookMs: number };

export interface Sending {
  readonly bytes: Buffer;
  /** The answer to HEAD has no body, whatever its headers say. */
  readonly head: boolean;
  /** Nothing can be said about the connection afterwards; it is left. */
  readonly last: boolean;
  /** Whoever awaits more of us is told that there is none; Node then takes the request for given up. */
  readonly unclear: boolean;
}

const patienceMs = 20_000;

/** Speaks HTTP byte by byte with one service, so that it can say what no client would. One request at a time. */
export class RawClient {
  readonly #port: number;
  readonly #host: string;
  #idle: Socket | undefined;

  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.#host = hostname;
    this.#port = Number(port);
  }

  async send(sending: Sending): Promise<Outcome> {
    const kept = sending.last ? undefined : this.#idle;
    this.#idle = undefined;
    const outcome = await this.#exchange(kept ?? connect(this.#port, this.#host), sending);
    // A service may hang up on a connection just as it is used again.
    if (kept && !outcome.answered && outcome.because.startsWith('hung up'))
      return this.#exchange(connect(this.#port, this.#host), sending);
    return outcome;
  }

  close(): void {
    this.#idle?.destroy();
    this.#idle = undefined;
  }

  #exchange(socket: Socket, { bytes, head, last, unclear }: Sending): Promise<Outcome> {
    const startedAtMs = performance.now();
    const reader = new RawAnswerReader(head);
    return new Promise((resolve) => {
      const done = (because: string): void => {
        socket.removeAllListeners().on('error', () => undefined);
        socket.setTimeout(0);
        const tookMs = performance.now() - startedAtMs;
        const { answer } = reader;
        if (answer?.isWhole && answer.staysOpen && !last && !this.#idle) this.#idle = socket;
        else socket.destroy();
        resolve(answer?.isWhole ? { answered: true, answer, tookMs } : { answered: false, because, tookMs });
      };
      socket.setNoDelay(true);
      socket.setTimeout(patienceMs, () => done(`nothing for ${patienceMs / 1_000} s`));
      socket.on('data', (piece: Buffer) => {
        if (reader.take(piece)) done('');
      });
      socket.on('error', (error: NodeJS.ErrnoException) => done(`hung up: ${error.code ?? error.message}`));
      socket.on('end', () => {
        reader.end();
        done('hung up without an answer');
      });
      socket.on('close', () => done('hung up without an answer'));
      if (unclear) socket.end(bytes);
      else socket.write(bytes);
    });
  }
}
