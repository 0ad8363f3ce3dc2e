import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { Problem } from './problem.js';

type Known = readonly [status: number, slug: string, detail: string];

const malformed: Known = [400, 'malformed', 'The request is not HTTP.'];
/** By Node's code of what its parser met. */
const known: Readonly<Record<string, Known>> = {
  HPE_HEADER_OVERFLOW: [431, 'headers-too-large', 'The path and the headers are longer than the service accepts.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'timeout', 'The request did not arrive in time.'],
};

/** Answers what the HTTP parser could not read, before there is a request: a problem as everywhere, and the end. */
export function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const [status, slug, detail] = known[error.code ?? ''] ?? malformed;
  const title = STATUS_CODES[status] ?? 'Error';
  const body = JSON.stringify(new Problem({ status, slug, title, detail }));
  if (socket.writable)
    socket.write(
      `HTTP/1.1 ${status} ${title}\r\nConnection: close\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` +
        `Content-Type: application/problem+json; charset=utf-8\r\n\r\n${body}`,
    );
  socket.destroy(error);
}
