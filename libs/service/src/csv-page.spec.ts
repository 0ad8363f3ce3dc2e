import { describe, expect, it } from '@jest/globals';
import { csvPage } from './csv-page.js';

const url = '/v1/trades?party=11XA-B&after=1';

describe('a page as CSV', () => {
  it('links the next one, with the same filters, while there is one', () => {
    const headers = new Map<string, string>();
    const reply = { header: (name: string, value: string) => headers.set(name, value) };
    const lines = [{ id: '2', state: 'cleared' }];
    expect(csvPage({ url }, reply, ['id', 'state'], { items: lines, next: '2/x' })).toBe('id,state\n2,cleared\n');
    expect(headers.get('link')).toBe('<?party=11XA-B&after=2%2Fx>; rel="next"');
    headers.clear();
    expect(csvPage({ url }, reply, ['id', 'state'], { items: [], next: null })).toBe('id,state\n');
    expect(headers.has('link')).toBe(false);
  });
});
