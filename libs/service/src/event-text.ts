/** One block of a `text/event-stream` (WHATWG HTML, server-sent events). */
export interface ServerEvent {
  /** Where a client that lost its connection goes on. Without data it moves that place, and no listener hears of it. */
  readonly id?: string;
  /** The event's name; `message` for a listener unless it is given. */
  readonly event?: string;
  readonly data?: string;
  /** How long a client waits before it connects again. */
  readonly retryMs?: number;
  /** For people who watch; clients skip it. */
  readonly comment?: string;
}

const lineEnd = /\r\n|\r|\n/;

function field(name: string, value: string): string {
  // A second line would be another field; a NUL makes a client ignore the id.
  if (lineEnd.test(value) || value.includes('\0')) throw new RangeError(`an event's ${name} is one line without NUL`);
  return `${name}: ${value}\n`;
}

const lines = (name: string, text: string): string =>
  text
    .split(lineEnd)
    .map((line) => `${name}: ${line}\n`)
    .join('');

/**
 * An event as it goes over the wire, the blank line behind it included. Data of several lines arrives with LF between
 * them. Throws RangeError for an id or name that is more than one line.
 */
export function eventText({ id, event, data, retryMs, comment }: ServerEvent): string {
  return [
    comment === undefined ? '' : lines('', comment),
    retryMs === undefined ? '' : field('retry', String(retryMs)),
    id === undefined ? '' : field('id', id),
    event === undefined ? '' : field('event', event),
    data === undefined ? '' : lines('data', data),
    '\n',
  ].join('');
}
