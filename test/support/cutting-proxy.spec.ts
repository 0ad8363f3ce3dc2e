import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { loopback } from '../../local/ports.js';
import { type CuttingProxy, cuttingProxy, throughProxy } from './cutting-proxy.js';

/** Answers `done <request>` to every piece that arrives, and remembers it. */
let server: Server;
let heard: string[];
let proxy: CuttingProxy;
let clients: Socket[];
beforeEach(async () => {
  heard = [];
  clients = [];
  server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (piece) => {
      heard.push(String(piece));
      socket.write(`done ${String(piece)}`);
    });
  });
  await once(server.listen(0, loopback), 'listening');
  proxy = await cuttingProxy((server.address() as { port: number }).port);
});
afterEach(async () => {
  for (const client of clients) client.destroy();
  await proxy.close();
  server.close();
});

async function aClient(): Promise<Socket> {
  const client = connect(proxy.port, loopback);
  clients.push(client);
  client.on('error', () => undefined);
  await once(client, 'connect');
  return client;
}

async function asked(client: Socket, request: string): Promise<string> {
  client.write(request);
  const [answer] = await Promise.race([once(client, 'data'), once(client, 'close').then(() => ['nothing'])]);
  return String(answer);
}

describe('a proxy that cuts', () => {
  it('lets everything pass while it is told nothing', async () => {
    expect(await asked(await aClient(), 'COMMIT')).toBe('done COMMIT');
  });

  it('lets the next such request through and its answer not, once', async () => {
    const cut = proxy.cutAfter('COMMIT');
    const [one, other] = [await aClient(), await aClient()];
    expect(await asked(other, 'SELECT')).toBe('done SELECT');
    expect(await asked(one, 'COMMIT')).toBe('nothing');
    await cut;
    expect(heard).toEqual(['SELECT', 'COMMIT']);
    expect(await asked(other, 'COMMIT')).toBe('done COMMIT');
  });

  it('knows a request that comes in two pieces', async () => {
    const cut = proxy.cutAfter('COMMIT');
    const client = await aClient();
    expect(await asked(client, 'COM')).toBe('done COM');
    expect(await asked(client, 'MIT')).toBe('nothing');
    await cut;
  });

  it('leaves a connection alone that has not said what comes before', async () => {
    const cut = proxy.cutAfter('COMMIT', 'decision');
    const [one, other] = [await aClient(), await aClient()];
    expect(await asked(one, 'write the decision')).toBe('done write the decision');
    expect(await asked(other, 'COMMIT')).toBe('done COMMIT');
    expect(await asked(one, 'COMMIT')).toBe('nothing');
    await cut;
  });

  it('holds such requests back until they are let go, and no others', async () => {
    const held = proxy.holdBack('COMMIT');
    const [one, other] = [await aClient(), await aClient()];
    const answer = asked(one, 'COMMIT');
    expect(await asked(other, 'SELECT')).toBe('done SELECT');
    await pause(50);
    expect(held.count).toBe(1);
    expect(heard).toEqual(['SELECT']);
    held.letGo();
    expect(await answer).toBe('done COMMIT');
    expect(await asked(other, 'COMMIT')).toBe('done COMMIT');
  });

  it('takes the place of the server in a URL', () => {
    expect(throughProxy('postgres://a:b@127.0.0.1:5432/trading', { ...proxy, port: 1234 })).toBe(
      'postgres://a:b@127.0.0.1:1234/trading',
    );
  });
});
