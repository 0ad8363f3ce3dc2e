import { describe, expect, it } from '@jest/globals';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import fc from 'fast-check';
import { eventText } from './event-text.js';

/** What a client makes of a text, and the last id that it would come back with. */
function heard(text: string): { events: EventSourceMessage[]; comments: string[]; retry: number | undefined } {
  const events: EventSourceMessage[] = [];
  const comments: string[] = [];
  let retry: number | undefined;
  const parser = createParser({
    onEvent: (event) => events.push(event),
    onComment: (comment) => comments.push(comment),
    onRetry: (ms) => {
      retry = ms;
    },
  });
  parser.feed(text);
  return { events, comments, retry };
}

describe('an event on the wire', () => {
  it('has a field a line and a blank line behind it', () => {
    expect(eventText({ id: '0:12,1:40', event: 'trade', data: '{"a":1}' })).toBe(
      'id: 0:12,1:40\nevent: trade\ndata: {"a":1}\n\n',
    );
    expect(eventText({ comment: '' })).toBe(': \n\n');
    expect(eventText({ retryMs: 2000, id: '7' })).toBe('retry: 2000\nid: 7\n\n');
  });

  it('is heard as it was said, whatever its data', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.stringMatching(/^[\n\r :a-z]*$/));
    const word = fc.stringMatching(/^[a-z0-9:,.]{1,40}$/);
    fc.assert(
      fc.property(fc.array(fc.record({ id: word, event: word, data: text }), { maxLength: 5 }), (said) => {
        const { events } = heard(said.map(eventText).join(''));
        expect(events).toEqual(said.map((one) => ({ ...one, data: one.data.replaceAll(/\r\n?/g, '\n') })));
      }),
    );
  });

  it('says nothing to listeners by comments, retries and ids alone', () => {
    const text = eventText({ comment: 'one\ntwo' }) + eventText({ retryMs: 2000, id: '9' });
    expect(heard(text)).toEqual({ events: [], comments: ['one', 'two'], retry: 2000 });
  });

  it.each([{ id: '1\n2' }, { id: '1\r' }, { id: '1\0' }, { event: 'a\nb' }])('refuses %j', (event) => {
    expect(() => eventText(event)).toThrow(RangeError);
  });
});
