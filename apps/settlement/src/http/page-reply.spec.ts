import { describe, expect, it } from '@jest/globals';
import { pageReply } from './page-reply.js';

const page = { items: [{ a: 1, b: null }], next: 'x y' };
const asked = (accept?: string) => ({
  url: '/v1/things?after=w&kind=a',
  headers: accept === undefined ? {} : { accept },
});

function replyTo(accept?: string) {
  const headers: Record<string, string> = {};
  const body = pageReply(page, ['a', 'b'], asked(accept), {
    header: (name, value) => {
      headers[name] = value;
    },
  });
  return { headers, body };
}

describe('a page', () => {
  it.each([[undefined], ['application/json'], ['*/*']])('is JSON for whoever accepts %s', (accept) => {
    expect(replyTo(accept)).toEqual({ headers: {}, body: page });
  });

  it('is CSV for whoever would rather have that, with the next page as a link', () => {
    const { headers, body } = replyTo('text/csv');
    expect(body).toBe('a,b\n1,\n');
    expect(headers).toEqual({
      'content-type': 'text/csv; charset=utf-8; header=present',
      link: '<?after=x+y&kind=a>; rel="next"',
    });
  });
});
