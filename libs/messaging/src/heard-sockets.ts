import type { Socket } from 'node:net';

/**
 * A process's connections to one server, and when each heard from it last. A network that forgets a connection tells
 * nobody: whoever waits on it finds out when his patience ends, and it would take as long again for each of the others.
 * So the first one that is found mute takes along whichever has heard nothing lately; the next question of each goes out
 * on a connection that is made anew.
 */
export class HeardSockets {
  readonly #heardAtMs = new Map<Socket, number>();

  constructor(
    /** As they are to be called in the error: `PostgreSQL`. */
    private readonly server: string,
    /** So long an answer is waited for. */
    private readonly patienceMs: number,
  ) {}

  /** Listens for what the server says, beside whoever reads it. */
  keep(socket: Socket): Socket {
    const heard = (): void => void this.#heardAtMs.set(socket, performance.now());
    heard();
    socket.on('data', heard).once('close', () => this.#heardAtMs.delete(socket));
    return socket;
  }

  /**
   * An answer has not come in time: ends each connection that has heard nothing for half as long. One that did not wait
   * for anything is ended too; that costs no more than a connection.
   */
  endMute(): void {
    const sinceMs = performance.now() - this.patienceMs / 2;
    for (const [socket, heardAtMs] of this.#heardAtMs) {
      if (heardAtMs > sinceMs) continue;
      const code = { code: 'ETIMEDOUT' };
      socket.destroy(Object.assign(new Error(`a connection to ${this.server} was mute for too long`), code));
    }
  }
}
