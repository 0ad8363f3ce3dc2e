import type { Socket } from 'node:net';
import type { ActiveHarm, ActiveHarms, Loss } from './active-harms.js';
import { HarmedLane } from './harmed-lane.js';
import type { AnswerReader, RequestReader, Wire } from './wire.js';

/** So long after its client has gone a server learns of it on a mute connection, as by a keepalive of its own. */
const missedAfterMs = 30_000;

interface LostAnswer {
  readonly loss: ActiveHarm<Loss>;
  /** Counted from 0, the answer to the start of the connection. */
  readonly answer: number;
}

/** A client and a server, and what is done to what they say to each other. */
export class HarmedConnection {
  readonly #requests: RequestReader;
  readonly #answers: AnswerReader;
  readonly #toServer: HarmedLane;
  readonly #toClient: HarmedLane;
  /** What this connection has said of what losses wait for. */
  readonly #said = new WeakSet<ActiveHarm<Loss>>();
  #owed = 0;
  #answered = 0;
  #lost: LostAnswer | undefined;
  #meant: ActiveHarm<Loss> | undefined;
  #mute: ActiveHarm<'silence'> | undefined;
  #struck = false;
  #missed: NodeJS.Timeout | undefined;

  constructor(
    private readonly client: Socket,
    private readonly server: Socket,
    private readonly harms: ActiveHarms,
    wire: Wire,
    private readonly closed: () => void,
  ) {
    this.#requests = wire.requests();
    this.#answers = wire.answers();
    this.#toServer = new HarmedLane(client, server, harms);
    this.#toClient = new HarmedLane(server, client, harms);
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      // Whichever end breaks, the other end is told by the close below.
      socket.on('error', () => undefined);
    }
    client.on('data', (piece: Buffer) => this.#asked(piece));
    server.on('data', (piece: Buffer) => this.#answer(piece));
    client.on('end', () => this.#toServer.end());
    server.on('end', () => this.#toClient.end());
    client.on('close', () => this.#clientGone());
    server.on('close', () => this.#serverGone());
  }

  get muted(): boolean {
    return this.#mute !== undefined;
  }

  /** From here on nothing that either says arrives, and neither learns of it. */
  mute(silence: ActiveHarm<'silence'>): void {
    this.#mute ??= silence;
    this.#toServer.mute();
    this.#toClient.mute();
  }

  /** Ends both ends at once: by RST, or as if the peer had left. */
  break(how: 'reset' | 'closed'): void {
    for (const socket of [this.client, this.server]) {
      if (how === 'reset') socket.resetAndDestroy();
      else socket.destroy();
    }
  }

  #asked(piece: Buffer): void {
    if (this.#swallowed()) return;
    const [reset] = this.harms.resets;
    if (reset) {
      reset.strikes += 1;
      return this.break('reset');
    }
    // Whoever goes on to a server that has left learns it in the system's way.
    if (this.server.destroyed) return this.break('reset');
    let ready: Buffer[] = [];
    const send = (): void => {
      if (ready.length > 0) this.#toServer.push(ready.length === 1 ? (ready[0] as Buffer) : Buffer.concat(ready));
      ready = [];
    };
    for (const frame of this.#requests.take(piece)) {
      this.#meant ??= this.#lost ? undefined : this.harms.lossOf(frame, this.#said);
      if (frame.answered) {
        if (this.#meant) this.#lost = { loss: this.#meant, answer: this.#owed };
        this.#meant = undefined;
        this.#owed += 1;
      }
      const gate = this.harms.gateFor(frame);
      if (gate) {
        send();
        this.#toServer.push(frame.bytes, gate);
      } else ready.push(frame.bytes);
    }
    send();
  }

  #answer(piece: Buffer): void {
    if (this.#swallowed()) return;
    let passed = 0;
    for (const end of this.#answers.take(piece)) {
      // The answer that is lost ends here: what it answers has been carried out.
      if (this.#lost?.answer === this.#answered) return this.#lose(this.#lost);
      this.#answered += 1;
      if (this.#lost?.answer === this.#answered) {
        this.#toClient.push(piece.subarray(passed, end));
        passed = end;
      }
    }
    if (this.#lost?.answer !== this.#answered) this.#toClient.push(piece);
  }

  /** What was answered before may still be on its way; the client learns of it, and no more. */
  #lose({ loss }: LostAnswer): void {
    loss.strikes += 1;
    this.#lost = undefined;
    this.#toClient.end();
    this.server.destroy();
    loss.what.done?.();
  }

  #swallowed(): boolean {
    if (!this.#mute) return false;
    if (!this.#struck) this.#mute.strikes += 1;
    this.#struck = true;
    return true;
  }

  #clientGone(): void {
    // An answer that nobody has given is not the one that was to be lost: that is the next one's.
    if (this.#lost?.loss.what.done) this.harms.losses.add(this.#lost.loss);
    this.#lost = undefined;
    if (!this.#mute) this.server.destroy();
    else if (!this.server.closed) this.#missed = setTimeout(() => this.server.destroy(), missedAfterMs).unref();
    if (this.server.closed) this.closed();
  }

  #serverGone(): void {
    clearTimeout(this.#missed);
    if (this.client.closed) this.closed();
    else if (!this.#mute) this.#toClient.end();
  }
}
