import { createServer, type Server, Socket } from 'node:net';
import { freePorts, loopback } from '../../local/ports.js';
import { waitUntil } from '../../local/wait-until.js';
import { ActiveHarm, ActiveHarms, type Loss } from './active-harms.js';
import type { Drawn, Harm, HeldRequests, Meant } from './harm.js';
import { HarmedConnection } from './harmed-connection.js';
import type { Wire } from './wire.js';

/** Stands between clients and a server, lets everything pass, and does harm where it is told to. */
export interface HarmfulProxy {
  readonly port: number;
  /** Where the server listens, said late where it has to know the proxy's port before it starts. */
  leadTo(serverPort: number): void;
  /** Every piece arrives later by so many milliseconds, in both directions and in order. */
  slowDown(delayMs: Drawn): Harm;
  /** Closes all connections, and refuses new ones while it stands. */
  cut(): Harm;
  /**
   * Swallows what passes on all connections, and on those that come while it stands, and tells neither side, as a router
   * does that has forgotten them: those connections stay mute for ever, also when this has ended.
   */
  silence(): Harm;
  /** Ends all connections by RST, and while it stands new ones at their first word. */
  reset(): Harm;
  /** Hands everything on in pieces of so many bytes. */
  slice(pieceBytes: Drawn): Harm;
  /** Of such requests every nth goes through, and its connection ends where its answer would begin. */
  loseAnswers(meant: Meant, everyNth?: number): Harm;
  /**
   * The same for the next one only; where `once` is given, on a connection that has said that text by then. Resolves when
   * it has happened.
   */
  cutAfter(meant: Meant, once?: string): Promise<void>;
  /** Such requests stand still on their connections until they are let go. */
  holdBack(meant: Meant): HeldRequests;
  close(): Promise<void>;
}

/** All of a proxy's connections, and its door. */
class Proxy implements HarmfulProxy {
  readonly #harms = new ActiveHarms();
  readonly #connections = new Set<HarmedConnection>();
  readonly #swallowed = new Set<Socket>();
  #listening: Server | undefined;
  #closed = false;

  constructor(
    private readonly wire: Wire,
    private serverPort: number | undefined,
    readonly port: number,
  ) {}

  leadTo(serverPort: number): void {
    this.serverPort = serverPort;
  }

  /** @throws where somebody else listens on the port */
  open(): Promise<void> {
    const listening = createServer({ allowHalfOpen: true }, (client) => this.#join(client));
    this.#listening = listening;
    return new Promise((resolve, reject) => listening.once('error', reject).listen(this.port, loopback, resolve));
  }

  slowDown(delayMs: Drawn): Harm {
    return new ActiveHarm(delayMs, this.#harms.delays);
  }

  cut(): Harm {
    const harm = new ActiveHarm('cut' as const, this.#harms.cuts, () => this.#reopened());
    this.#listening?.close();
    this.#listening = undefined;
    this.#breakAll(harm, 'closed');
    return harm;
  }

  silence(): Harm {
    const harm = new ActiveHarm('silence' as const, this.#harms.silences);
    for (const connection of this.#connections) connection.mute(harm);
    return harm;
  }

  reset(): Harm {
    const harm = new ActiveHarm('reset' as const, this.#harms.resets);
    this.#breakAll(harm, 'reset');
    return harm;
  }

  slice(pieceBytes: Drawn): Harm {
    return new ActiveHarm(pieceBytes, this.#harms.slices);
  }

  loseAnswers(meant: Meant, everyNth = 1): Harm {
    const loss: Loss = { meant, everyNth, once: undefined, seen: 0, done: undefined };
    return new ActiveHarm(loss, this.#harms.losses);
  }

  cutAfter(meant: Meant, once?: string): Promise<void> {
    return new Promise((done) => {
      const loss: Loss = { meant, everyNth: 1, once, seen: 0, done };
      this.#harms.losses.add(new ActiveHarm(loss, this.#harms.losses));
    });
  }

  holdBack(meant: Meant): HeldRequests {
    return this.#harms.holdBack(meant);
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const connection of this.#connections) connection.break('closed');
    for (const client of this.#swallowed) client.destroy();
    const listening = this.#listening;
    if (listening) await new Promise<void>((resolve) => void listening.close(() => resolve()));
  }

  #join(client: Socket): void {
    const [silence] = this.#harms.silences;
    if (silence) return this.#swallow(client, silence);
    const server = new Socket({ allowHalfOpen: true });
    const connection: HarmedConnection = new HarmedConnection(client, server, this.#harms, this.wire, () =>
      this.#connections.delete(connection),
    );
    this.#connections.add(connection);
    if (this.serverPort === undefined) connection.break('closed');
    else server.connect(this.serverPort, loopback);
  }

  /** The client finds a door that is open and nobody behind it. */
  #swallow(client: Socket, silence: ActiveHarm<'silence'>): void {
    this.#swallowed.add(client);
    client.once('data', () => {
      silence.strikes += 1;
      client.resume();
    });
    client.on('error', () => undefined).once('close', () => this.#swallowed.delete(client));
  }

  #breakAll(harm: Harm & { strikes: number }, how: 'reset' | 'closed'): void {
    for (const connection of [...this.#connections]) {
      if (connection.muted) continue;
      harm.strikes += 1;
      connection.break(how);
    }
  }

  /** Somebody who looked for a free port may have found this one meanwhile, and lets it go soon. */
  async #reopened(): Promise<void> {
    if (this.#harms.cuts.size > 0 || this.#closed) return;
    await waitUntil(
      () =>
        this.open()
          .then(() => true as const)
          .catch(() => undefined),
      {
        ...{ everyMs: 100, withinMs: 10_000 },
        otherwise: () => `port ${this.port} has been taken by somebody else`,
      },
    );
  }
}

/** Listens on a free port of the loopback, before a server that may be named later. */
export async function harmfulProxy(wire: Wire, serverPort?: number): Promise<HarmfulProxy> {
  for (;;) {
    const [port = 0] = await freePorts(1);
    const proxy = new Proxy(wire, serverPort, port);
    const opened = await proxy.open().then(
      () => true,
      () => false,
    );
    if (opened) return proxy;
  }
}

/** The same URL, by way of the proxy. */
export function throughProxy(url: string, { port }: Pick<HarmfulProxy, 'port'>): string {
  const through = new URL(url);
  through.port = String(port);
  return through.href;
}
