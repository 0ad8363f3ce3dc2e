import { describe, expect, it } from '@jest/globals';
import { readKept } from './kept-result.js';

const machine = { cores: 2, processor: 'any', memoryGiB: 24, system: 'Linux 6' };
const line = {
  ...{ figure: 'sagas', value: 300, unit: 'sagas/s', beside: 'bare', besideValue: 100, ratio: 3, verdict: 'hold' },
  ...{ date: '2026-11-21T09:11:46.292Z', seconds: 8, machine, versions: { gridsaga: '0.3.0' } },
};

describe('a kept file', () => {
  it('of before there were measures has one, with its windows where it had them', () => {
    expect(readKept('old.json', JSON.stringify({ ...line, windows: [290, 310], cleared: 7 }))).toEqual({
      ...{ file: 'old.json', figure: 'sagas', date: line.date, seconds: 8, open: undefined, verdict: 'hold', machine },
      versions: { gridsaga: '0.3.0' },
      measures: [
        {
          ...{ what: 'sagas', value: 300, unit: 'sagas/s', better: 'more', windows: [290, 310] },
          beside: { what: 'bare', value: 100 },
        },
      ],
    });
  });

  it.each([
    ['sagas/s', 'more'],
    ['ms', 'less'],
    ['MB/min', 'less'],
  ])('knows which way is good for %s', (unit, better) => {
    expect(readKept('old.json', JSON.stringify({ ...line, unit }))).toMatchObject({ measures: [{ better }] });
  });

  it('has its measures as they were kept', () => {
    const measures = [
      { what: 'sagas', value: 300, unit: 'sagas/s', better: 'more', limit: { of: 'ratio', bound: 3 } },
      { what: 'p99 at half load', value: 120, unit: 'ms', better: 'less', windows: [110, 130] },
    ];
    expect(readKept('new.json', JSON.stringify({ ...line, measures }))).toMatchObject({ measures });
  });

  it('may name others', () => {
    expect(readKept('all.json', JSON.stringify({ bench: 'all', results: ['one.json', 'two.json'] }))).toEqual([
      'one.json',
      'two.json',
    ]);
  });

  it.each([
    ['{', 'bad.json is not JSON.'],
    ['null', 'bad.json is no kept figure'],
    [JSON.stringify({ ...line, measures: [] }), 'bad.json is no kept figure'],
    [JSON.stringify({ ...line, machine: undefined }), 'bad.json is no kept figure'],
  ])('that says %s is named', (text, sentence) => {
    expect(readKept('bad.json', text)).toEqual(expect.stringContaining(sentence));
  });
});
