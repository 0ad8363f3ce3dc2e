import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { refuseUnreadable } from './unreadable-request.js';

const server = createServer((_, response) => void response.end('read'));
server.on('clientError', refuseUnreadable);
beforeAll(() => once(server.listen(0, '127.0.0.1'), 'listening'));
afterAll(() => void server.close());

const answerTo = (bytes: string): Promise<string> => {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.end(bytes);
  return text(socket);
};

describe('what the HTTP parser cannot read', () => {
  it.each([
    ['BREW /v1/things HTTP/1.1\r\n\r\n', 400, 'malformed'],
    ['GET /v1/things HTTP/9.9\r\n\r\n', 400, 'malformed'],
    ['GET / HTTP/1.1\r\nContent-Length: many\r\n\r\n', 400, 'malformed'],
    ['\u0000', 400, 'malformed'],
    [`GET /${'x'.repeat(20_000)} HTTP/1.1\r\n\r\n`, 431, 'headers-too-large'],
  ])('is answered with a problem, like %j with %i', async (bytes, status, slug) => {
    const [head, body = ''] = (await answerTo(bytes)).split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(head).toContain('application/problem+json');
    expect(head).toContain(`Content-Length: ${Buffer.byteLength(body)}`);
    expect(JSON.parse(body)).toMatchObject({ type: `urn:gridsaga:problem:${slug}`, status });
  });

  it('keeps nobody from being heard who can be read', async () => {
    expect(await answerTo('GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n')).toContain('read');
  });
});
