import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { loopback } from '../../local/ports.js';
import { seededRandom } from '../../local/sample/seeded-random.js';
import { type HarmfulProxy, harmfulProxy, throughProxy } from './harmful-proxy.js';
import { lineWire } from './line-wire.js';

/** Answers `done <line>` to every line that arrives, and remembers it. */
let server: Server;
let heard: string[];
let servers: Socket[];
let proxy: HarmfulProxy;
let clients: Client[];

/** A loaded machine may be slow to answer; whoever is not to be answered is not waited for so long. */
const patientMs = 4_000;
const quietMs = 150;

/** A client that keeps what it was answered, and how its connection ended. */
class Client {
  text = '';
  pieces = 0;
  ended: string | undefined;
  constructor(readonly socket: Socket) {
    clients.push(this);
    socket.on('data', (piece: Buffer) => {
      this.text += String(piece);
      this.pieces += 1;
    });
    socket.on('end', () => (this.ended ??= 'closed'));
    socket.on('error', (error: NodeJS.ErrnoException) => (this.ended ??= error.code));
  }

  say(...lines: string[]): void {
    this.socket.write(lines.map((line) => `${line}\n`).join(''));
  }

  /** What it is answered: so many lines, or fewer where the connection ends or is quiet for long. */
  async answers(count: number, withinMs = patientMs): Promise<string[]> {
    let heardMs = performance.now();
    let length = -1;
    const lines = (): string[] => this.text.split('\n').slice(0, -1);
    while (lines().length < count && this.ended === undefined && performance.now() - heardMs < withinMs) {
      if (this.text.length !== length) heardMs = performance.now();
      length = this.text.length;
      await pause(2);
    }
    return lines();
  }

  asked(...lines: string[]): Promise<string[]> {
    this.text = '';
    this.say(...lines);
    return this.answers(lines.length);
  }

  /** The same of lines that are not all answered. */
  partly(...lines: string[]): Promise<string[]> {
    this.text = '';
    this.say(...lines);
    return this.answers(lines.length, quietMs);
  }
}

async function aClient(): Promise<Client> {
  const client = new Client(connect(proxy.port, loopback));
  await once(client.socket, 'connect');
  return client;
}

beforeEach(async () => {
  heard = [];
  clients = [];
  servers = [];
  server = createServer((socket) => {
    servers.push(socket);
    let rest = '';
    socket.on('error', () => undefined);
    socket.on('data', (piece) => {
      const lines = (rest + String(piece)).split('\n');
      rest = lines.pop() ?? '';
      heard.push(...lines);
      for (const line of lines) socket.write(`done ${line}\n`);
    });
  });
  await once(server.listen(0, loopback), 'listening');
  proxy = await harmfulProxy(lineWire);
  proxy.leadTo((server.address() as { port: number }).port);
});
afterEach(async () => {
  for (const { socket } of clients) socket.destroy();
  for (const socket of servers) socket.destroy();
  await proxy.close();
  server.close();
});

describe('a proxy that is told nothing', () => {
  it('lets everything pass, in order and whole', async () => {
    const client = await aClient();
    const lines = Array.from({ length: 2_000 }, (_, at) => `line ${at} ${'x'.repeat(at % 300)}`);
    const answers = await client.asked(...lines);
    expect(answers.length).toBe(lines.length);
    expect(answers.every((answer, at) => answer === `done ${lines[at] as string}`)).toBe(true);
  });

  it('tells each end when the other has left', async () => {
    const [one, other] = [await aClient(), await aClient()];
    await one.asked('here');
    servers[0]?.end();
    await other.asked('here');
    other.socket.end();
    await once(servers[1] as Socket, 'close');
    expect(one.ended).toBe('closed');
  });

  it('does not read a client whose server does not listen', async () => {
    const client = await aClient();
    await client.asked('here');
    servers[0]?.pause();
    const line = 'x'.repeat(1024 * 1024 - 1);
    for (let count = 0; count < 64; count += 1) client.say(line);
    await pause(100);
    // What the system itself keeps is a few megabytes; the rest has never left the client.
    expect(client.socket.writableLength).toBeGreaterThan(16 * 1024 * 1024);
  });

  it('takes the place of the server in a URL', () => {
    expect(throughProxy('postgres://a:b@127.0.0.1:5432/trading', { port: 1234 })).toBe(
      'postgres://a:b@127.0.0.1:1234/trading',
    );
  });
});

describe('a proxy that slows down', () => {
  it('delays both ways, keeps the order, and does not once it has ended', async () => {
    const draw = seededRandom(7, 'delays');
    const harm = proxy.slowDown(() => draw(10, 60));
    const client = await aClient();
    const beganMs = performance.now();
    for (let at = 0; at < 5; at += 1) {
      client.say(`line ${at}`);
      await pause(2);
    }
    while (!client.text.includes('done line 4')) await pause(5);
    expect(performance.now() - beganMs).toBeGreaterThanOrEqual(20);
    expect(heard).toEqual(['line 0', 'line 1', 'line 2', 'line 3', 'line 4']);
    expect(harm.strikes).toBeGreaterThan(0);
    await harm.end();
    const struck = harm.strikes;
    expect(await client.asked('line 5')).toEqual(['done line 5']);
    expect(harm.strikes).toBe(struck);
  });
});

describe('a proxy that cuts', () => {
  it('closes what stands, refuses what comes, and lets it in afterwards', async () => {
    const client = await aClient();
    await client.asked('here');
    const harm = proxy.cut();
    expect(harm.strikes).toBe(1);
    client.text = '';
    await client.answers(1);
    expect(client.ended).toBe('closed');
    await expect(aClient()).rejects.toThrow('ECONNREFUSED');
    await harm.end();
    await harm.end();
    expect(await (await aClient()).asked('again')).toEqual(['done again']);
  });
});

describe('a proxy that is silent', () => {
  it('swallows what stands and what comes for ever, tells nobody, and lets new ones through afterwards', async () => {
    const before = await aClient();
    await before.asked('before');
    const harm = proxy.silence();
    const during = await aClient();
    expect(await Promise.all([before.partly('swallowed'), during.partly('swallowed')])).toEqual([[], []]);
    servers[0]?.write('never heard\n');
    await harm.end();
    expect(await Promise.all([before.partly('mute'), during.partly('mute')])).toEqual([[], []]);
    expect(await (await aClient()).asked('after')).toEqual(['done after']);
    expect(heard).toEqual(['before', 'after']);
    expect(clients.map(({ ended }) => ended)).toEqual([undefined, undefined, undefined]);
    expect(harm.strikes).toBe(2);
    before.socket.destroy();
    await pause(20);
    expect(servers[0]?.destroyed).toBe(false);
  });
});

describe('a proxy that resets', () => {
  it('ends what stands by RST, and what comes at its first word', async () => {
    const before = await aClient();
    await before.asked('before');
    const harm = proxy.reset();
    before.text = '';
    await before.answers(1);
    const during = await aClient();
    expect(await during.asked('during')).toEqual([]);
    expect([before.ended, during.ended]).toEqual(['ECONNRESET', 'ECONNRESET']);
    await harm.end();
    expect(harm.strikes).toBe(2);
    expect(await (await aClient()).asked('after')).toEqual(['done after']);
    expect(heard).toEqual(['before', 'after']);
  });
});

describe('a proxy that slices', () => {
  it('hands on every byte in small pieces', async () => {
    const draw = seededRandom(7, 'slices');
    const harm = proxy.slice(() => draw(1, 3));
    const client = await aClient();
    expect(await client.asked('a line that is cut', 'and another')).toEqual([
      'done a line that is cut',
      'done and another',
    ]);
    expect(client.pieces).toBeGreaterThan(10);
    expect(harm.strikes).toBeGreaterThan(10);
  });
});

describe('a proxy that loses answers', () => {
  it('lets the request through, and what was answered before it', async () => {
    const harm = proxy.loseAnswers('COMMIT');
    const [one, other] = [await aClient(), await aClient()];
    expect(await one.asked('BEGIN', 'COMMIT', 'SELECT')).toEqual(['done BEGIN']);
    expect(one.ended).toBe('closed');
    expect(heard.slice(0, 2)).toEqual(['BEGIN', 'COMMIT']);
    expect(await other.asked('SELECT')).toEqual(['done SELECT']);
    expect(harm.strikes).toBe(1);
    await harm.end();
    expect(await other.asked('COMMIT')).toEqual(['done COMMIT']);
  });

  it('strikes every nth', async () => {
    const harm = proxy.loseAnswers('COMMIT', 3);
    const client = await aClient();
    expect(await client.asked('COMMIT', 'COMMIT', 'COMMIT')).toEqual(['done COMMIT', 'done COMMIT']);
    expect(harm.strikes).toBe(1);
  });

  it.each([
    ['COMMIT PREPARED', `COMMIT PREPARED 'a'`, true],
    ['COMMIT', `COMMIT PREPARED 'a'`, false],
    ['COMMIT', `INSERT 'COMMIT'`, false],
  ])('takes %s for %s: %s', async (meant, asks, taken) => {
    const harm = proxy.loseAnswers(meant);
    expect(await (await aClient()).asked(asks)).toEqual(taken ? [] : [`done ${asks}`]);
    expect(harm.strikes).toBe(taken ? 1 : 0);
  });

  it('does so once where it is told to, and says when', async () => {
    const cut = proxy.cutAfter('COMMIT');
    const client = await aClient();
    client.socket.write('COM');
    await pause(5);
    expect(await client.asked('MIT')).toEqual([]);
    await cut;
    expect(await (await aClient()).asked('COMMIT')).toEqual(['done COMMIT']);
  });

  it('leaves a connection alone that has not said what comes before', async () => {
    const cut = proxy.cutAfter('COMMIT', 'decision');
    const [one, other] = [await aClient(), await aClient()];
    expect(await one.asked('write the decision')).toEqual(['done write the decision']);
    expect(await other.asked('COMMIT')).toEqual(['done COMMIT']);
    expect(await one.asked('COMMIT')).toEqual([]);
    await cut;
  });
});

describe('a proxy that holds back', () => {
  it('lets such requests and what is behind them stand still until they are let go, and no others', async () => {
    const held = proxy.holdBack('COMMIT');
    const [one, other] = [await aClient(), await aClient()];
    expect(await one.partly('BEGIN', 'COMMIT', 'END')).toEqual(['done BEGIN']);
    expect(await other.asked('SELECT')).toEqual(['done SELECT']);
    expect(held.count).toBe(1);
    expect(heard).toEqual(['BEGIN', 'SELECT']);
    held.letGo();
    expect(await one.answers(3)).toEqual(['done BEGIN', 'done COMMIT', 'done END']);
    expect(await other.asked('COMMIT')).toEqual(['done COMMIT']);
  });
});
