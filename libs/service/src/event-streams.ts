import type { OnModuleDestroy } from '@nestjs/common';
import type { Caller } from './caller.js';
import { EventStream, type EventStreamOptions } from './event-stream.js';
import { problems } from './problem.js';

/** What a stream needs of a reply. */
export interface StreamReply {
  header(name: string, value: string): unknown;
}

/** Each costs a connection and some buffers; requests need theirs too. */
const mostOpen = 1_000;
const mostOfOneCaller = 50;
const tryAgainS = 5;

/** The streams that a service has open. They end when it stops, so that the stop does not wait for their clients. */
export class EventStreams implements OnModuleDestroy {
  readonly #open = new Map<EventStream, string>();
  #stopping = false;

  constructor(private readonly options: Omit<EventStreamOptions, 'position'> = {}) {}

  /**
   * Opens a stream and says so in the reply's headers; the reply is sent from its `body`.
   *
   * @throws 429 when the caller has 50 open, 503 when the service has 1,000 or is stopping
   */
  open(caller: Caller, reply: StreamReply, position?: () => string | undefined): EventStream {
    if (this.#stopping) throw problems.unavailable('stopping', 'The service is stopping.', tryAgainS);
    const own = [...this.#open.values()].filter((id) => id === caller.id).length;
    if (own >= mostOfOneCaller)
      throw problems.tooMany(`${caller.id} has ${own} streams open; the most is ${mostOfOneCaller}.`, tryAgainS);
    if (this.#open.size >= mostOpen)
      throw problems.unavailable('too-many-streams', `${mostOpen} streams are open; that is the most.`, tryAgainS);
    reply.header('content-type', 'text/event-stream; charset=utf-8');
    reply.header('cache-control', 'no-store');
    // Proxies of nginx's kind would gather events until a buffer is full.
    reply.header('x-accel-buffering', 'no');
    const stream = new EventStream({ ...this.options, position });
    this.#open.set(stream, caller.id);
    stream.over.addEventListener('abort', () => this.#open.delete(stream));
    return stream;
  }

  get count(): number {
    return this.#open.size;
  }

  onModuleDestroy(): void {
    this.#stopping = true;
    for (const stream of this.#open.keys()) stream.end('The service is stopping. Connect again with Last-Event-ID.');
  }
}
