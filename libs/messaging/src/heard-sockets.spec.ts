import { describe, expect, it, jest } from '@jest/globals';
import { Socket } from 'node:net';
import { HeardSockets } from './heard-sockets.js';

jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });

const patienceMs = 5_000;

/** A socket, and how it ended. */
function aSocket(sockets: HeardSockets): { readonly socket: Socket; failure?: NodeJS.ErrnoException } {
  const kept: { readonly socket: Socket; failure?: NodeJS.ErrnoException } = { socket: sockets.keep(new Socket()) };
  kept.socket.on('error', (failure) => (kept.failure = failure));
  return kept;
}

describe('connections to one server', () => {
  it.each([
    ['has heard nothing since it was made', undefined, true],
    ['heard something long ago', 2_000, true],
    ['has heard something lately', 3_000, false],
  ])('when one is mute, another that %s ends: %s', async (_, heardAfterMs, ends) => {
    const sockets = new HeardSockets('PostgreSQL', patienceMs);
    const mute = aSocket(sockets);
    const other = aSocket(sockets);
    if (heardAfterMs !== undefined) {
      jest.advanceTimersByTime(heardAfterMs);
      other.socket.emit('data', Buffer.from('heard'));
    }
    jest.advanceTimersByTime(patienceMs - (heardAfterMs ?? 0));
    sockets.endMute();
    await new Promise((resolve) => setImmediate(resolve));
    expect(mute.failure).toMatchObject({ code: 'ETIMEDOUT', message: expect.stringContaining('PostgreSQL') });
    expect(other.socket.destroyed).toBe(ends);
    other.socket.destroy();
  });

  it('are made anew: one that came after the silence stays', async () => {
    const sockets = new HeardSockets('Kafka', patienceMs);
    aSocket(sockets);
    jest.advanceTimersByTime(patienceMs);
    const fresh = aSocket(sockets);
    sockets.endMute();
    expect(fresh.socket.destroyed).toBe(false);
    fresh.socket.destroy();
  });
});
