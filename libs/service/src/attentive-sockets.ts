import { Socket } from 'node:net';
import { HeardSockets } from '#libs/messaging';

/**
 * Makes the sockets of a pool of PostgreSQL's. Where the pool gives one up in the middle, because a query was not answered
 * in time or a connection not begun, the others that are as mute go too.
 */
export function attentiveSockets(patienceMs: number): () => Socket {
  const sockets = new HeardSockets('PostgreSQL', patienceMs);
  return () => {
    const socket = sockets.keep(new Socket());
    return socket.once('close', (failed) => {
      const saidGoodbye = socket.writableEnded || socket.readableEnded;
      if (!failed && !saidGoodbye) sockets.endMute();
    });
  };
}
