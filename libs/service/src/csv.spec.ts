import { describe, expect, it } from '@jest/globals';
import { csvReply, wantsCsv } from './csv.js';

describe('CSV', () => {
  it.each([
    [undefined, false],
    ['*/*', false],
    ['application/json', false],
    ['text/csv', true],
    ['TEXT/CSV; header=present', true],
    ['application/json, text/csv;q=0.5', false],
    ['application/json;q=0.5, text/csv', true],
    ['text/csv;q=0', false],
  ])('is wanted with Accept: %s is %s', (accept, wanted) => {
    expect(wantsCsv(accept)).toBe(wanted);
  });

  it('has a header line, quotes what needs it, and leaves null empty', () => {
    const headers: string[] = [];
    const reply = { header: (...header: string[]) => headers.push(header.join(': ')) };
    const rows = [
      { name: 'A, "B"', wh: 5, because: null, open: true, left: 'out' },
      { name: 'C\nD', wh: -1, open: false },
    ];
    expect(csvReply(reply, ['name', 'wh', 'because', 'open'], rows)).toBe(
      'name,wh,because,open\n"A, ""B""",5,,true\n"C\nD",-1,,false\n',
    );
    expect(headers).toEqual(['content-type: text/csv; charset=utf-8; header=present']);
  });

  it('is its header line where there are no rows', () => {
    expect(csvReply({ header: () => undefined }, ['a', 'b'], [])).toBe('a,b\n');
  });
});
