import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readPriceFile } from './read-price-file.js';

const area = '10Y1001A1001A82H';
const plain = 'area,start,priceEurPerMWh';
const good = `${area},2026-05-01T10:00:00Z,1.50`;

/** A file with one quarter hour of each of so many days. */
const ofDays = (count: number): string =>
  Array.from(
    { length: count },
    (_, day) => `\n${area},${new Date(Date.UTC(2020, 0, 1 + day, 12)).toISOString()},1`,
  ).reduce((text, line) => text + line, plain);

describe('a price file', () => {
  it('is read whole as SMARD.de publishes it, traces of floating point included', () => {
    const file = new URL('../../../../local/sample/data/smard_de_lu_dayahead_15min.csv', import.meta.url);
    const read = readPriceFile(readFileSync(fileURLToPath(file), 'utf8'), area);
    if (!read.ok) throw new Error(read.because);
    expect(read.refused).toEqual([]);
    expect(read.lines).toHaveLength(7104);
    expect(Math.min(...read.lines.map(({ priceCentsPerMWh }) => priceCentsPerMWh))).toBe(-49_999);
  });

  it('counts its lines as an editor does, and refuses only what is wrong', () => {
    const text = `\uFEFF${plain}\r\n${good}\r\n\r\n${area},2026-05-01T10:15:00Z\r\n${good.replace('10:00', '10:30')},x\r\n${good.replace('10:00', '10:45')}\r\n`;
    const read = readPriceFile(text, undefined);
    if (!read.ok) throw new Error(read.because);
    expect(read.lines.map(({ line }) => line)).toEqual([2, 6]);
    expect(read.refused).toEqual([
      { line: 4, because: '2 fields, expected 3' },
      { line: 5, because: '4 fields, expected 3' },
    ]);
  });

  it('may have 800 days, and a line of no day that there is', () => {
    const read = readPriceFile(`${ofDays(800)}\n${area},1890-01-01T00:00:00Z,1`, undefined);
    if (!read.ok) throw new Error(read.because);
    expect([read.lines.length, read.refused.length]).toEqual([800, 1]);
  });

  it.each([
    ['nothing', '', undefined, 'its header is ""'],
    ['another header', 'a,b\n1,2', undefined, 'its header is "a,b"'],
    ['no header', good, undefined, 'its header is'],
    ['semicolons', plain.replaceAll(',', ';'), undefined, 'its header is'],
    ['a quote that stays open', `${plain}\n"${good}`, undefined, 'it is no CSV'],
    ['no area anywhere', 'delivery_start_utc,price_eur_mwh', undefined, 'does not name its area'],
    ['more days than it may have', ofDays(801), undefined, '801 days of areas, expected at most 800'],
    ['its area twice', `${plain}\n${good}`, area, 'and so does ?area='],
  ])('with %s is refused as a whole', (_, text, beside, because) => {
    expect(readPriceFile(text, beside)).toEqual({ ok: false, because: expect.stringContaining(because) });
  });
});
