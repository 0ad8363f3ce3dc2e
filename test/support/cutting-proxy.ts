import { connect, createServer, type Socket } from 'node:net';
import { loopback } from '../../local/ports.js';

/** Stands between a client and a server, lets everything pass, and does harm where it is told to. */
export interface CuttingProxy {
  readonly port: number;
  /**
   * The next request that contains the text goes through, and its connection ends before the answer arrives: the client
   * cannot know what has become of it. Where `once` is given, only on a connection that has said that before. Resolves
   * when it has happened.
   */
  cutAfter(text: string, once?: string): Promise<void>;
  /** Requests that contain the text stand still on their connections until they are let go. */
  holdBack(text: string): HeldRequests;
  close(): Promise<void>;
}

export interface HeldRequests {
  readonly count: number;
  letGo(): void;
}

interface Cut {
  readonly text: string;
  readonly once: string | undefined;
  /** Those that have said what comes before. */
  readonly ready: WeakSet<Socket>;
  readonly done: () => void;
}

class Held implements HeldRequests {
  readonly #waiting: (() => void)[] = [];
  readonly #ended: () => void;

  constructor(
    readonly text: string,
    ended: (held: Held) => void,
  ) {
    this.#ended = () => ended(this);
  }

  get count(): number {
    return this.#waiting.length;
  }

  add(goOn: () => void): void {
    this.#waiting.push(goOn);
  }

  letGo(): void {
    this.#ended();
    for (const goOn of this.#waiting.splice(0)) goOn();
  }
}

/** Listens on a free port of the loopback. */
export async function cuttingProxy(serverPort: number): Promise<CuttingProxy> {
  const cuts = new Set<Cut>();
  const held = new Set<Held>();
  const sockets = new Set<Socket>();

  const join = (client: Socket): void => {
    const server = connect(serverPort, loopback);
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      // Whichever end goes away, the other end is told by the close below.
      socket.on('error', () => undefined);
      socket.once('close', () => {
        sockets.delete(socket);
        client.destroy();
        server.destroy();
      });
    }
    // A text may begin in one piece and end in the next.
    let before = '';
    client.on('data', (piece: Buffer) => {
      const said = before + piece.toString('latin1');
      before = said.slice(-64);
      for (const { once, ready } of cuts) if (once === undefined || said.includes(once)) ready.add(client);
      const cut = [...cuts].find(({ text, ready }) => ready.has(client) && said.includes(text));
      if (cut) {
        cuts.delete(cut);
        server.removeListener('data', answered);
        // An answer says that the request was carried out; it goes no further.
        server.once('data', () => {
          client.destroy();
          cut.done();
        });
      }
      const holding = [...held].find(({ text }) => said.includes(text));
      if (cut || holding) before = '';
      if (!holding) return void server.write(piece);
      client.pause();
      holding.add(() => {
        server.write(piece);
        client.resume();
      });
    });
    const answered = (piece: Buffer): void => void client.write(piece);
    server.on('data', answered);
  };

  const listening = createServer(join);
  await new Promise<void>((resolve, reject) => listening.once('error', reject).listen(0, loopback, resolve));
  return {
    port: (listening.address() as { port: number }).port,
    cutAfter: (text, once) => new Promise((done) => void cuts.add({ text, once, ready: new WeakSet(), done })),
    holdBack(text) {
      const holding = new Held(text, (ended) => held.delete(ended));
      held.add(holding);
      return holding;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => void listening.close(() => resolve()));
    },
  };
}

/** The same URL, by way of the proxy. */
export function throughProxy(url: string, { port }: CuttingProxy): string {
  const through = new URL(url);
  through.port = String(port);
  return through.href;
}
