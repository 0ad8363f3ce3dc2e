import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { joinRecordLines, readRecordLines, recordLines } from './record-lines.js';

const record = fc.record({
  key: fc.string({ unit: 'binary' }),
  headers: fc.dictionary(fc.string(), fc.string({ unit: 'binary' }), { noNullPrototype: true }),
  value: fc.json(),
});

describe('records in an outbox row', () => {
  it('come back as they were', () => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 1 }), (records) => {
        expect(readRecordLines(joinRecordLines(records.map(recordLines)))).toEqual(records);
      }),
    );
  });

  it('refuses a value of several lines', () => {
    expect(() => recordLines({ key: 'k', headers: {}, value: '{\n}' })).toThrow(TypeError);
  });
});
