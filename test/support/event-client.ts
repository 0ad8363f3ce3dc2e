import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { waitUntil } from '../../local/wait-until.js';

/** An event as it was heard; `data` is its JSON. */
export interface HeardMessage {
  readonly id: string | undefined;
  readonly event: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A client of a stream of server-sent events. */
export interface EventClient {
  readonly status: number;
  readonly headers: Headers;
  readonly events: readonly HeardMessage[];
  readonly comments: readonly string[];
  /** Where it would go on. */
  readonly lastEventId: () => string;
  /** The body of an answer that is no stream. */
  readonly problem: Readonly<Record<string, unknown>> | undefined;
  /** Resolves when the server has ended the stream. */
  readonly ended: Promise<void>;
  /** Waits until an event arrives, or has arrived, that is looked for. */
  until(found: (event: HeardMessage) => boolean, withinMs?: number): Promise<HeardMessage>;
  leave(): Promise<void>;
}

/** The id of a block without data counts too, and a parser for listeners does not tell of it. */
const idLine = /^id: (.*)$/;

/** Opens a stream as a client does, with a key and perhaps the id of the last event that it had. */
export async function listen(url: string, key: string, lastEventId?: string): Promise<EventClient> {
  const leaving = new AbortController();
  const response = await fetch(url, {
    headers: {
      authorization: `Bearer ${key}`,
      accept: 'text/event-stream',
      ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
    },
    signal: leaving.signal,
  });
  const events: HeardMessage[] = [];
  const comments: string[] = [];
  let lastId = lastEventId ?? '';
  const isStream = (response.headers.get('content-type') ?? '').startsWith('text/event-stream');
  const parser = createParser({
    onEvent: ({ id, event, data }: EventSourceMessage) =>
      events.push({ id, event, data: JSON.parse(data) as Record<string, unknown> }),
    onComment: (comment) => comments.push(comment),
  });
  const read = async (): Promise<void> => {
    const decoder = new TextDecoder();
    let rest = '';
    for await (const chunk of response.body ?? []) {
      const text = decoder.decode(chunk, { stream: true });
      parser.feed(text);
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) lastId = idLine.exec(line)?.[1] ?? lastId;
    }
  };
  const ended = isStream ? read() : Promise.resolve();
  // Whoever leaves is not interested in how the connection broke.
  ended.catch(() => undefined);
  const problem =
    isStream || response.status === 204 ? undefined : ((await response.json()) as Record<string, unknown>);
  return {
    ...{ status: response.status, headers: response.headers, events, comments, problem, ended },
    lastEventId: () => lastId,
    until: (found, withinMs = 20_000) =>
      waitUntil(() => events.find(found), {
        everyMs: 20,
        withinMs,
        otherwise: () => `heard only ${JSON.stringify(events.map(({ event, data }) => [event, data]))}`,
      }),
    async leave() {
      leaving.abort();
      await ended.catch(() => undefined);
    },
  };
}
