import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readDecision, readPrepare } from './read-two-phase-message.js';

const gid = '0badcafe-0198a';
const leg = { id: '0198a7b2-0000-7000-8000-000000000001', body: { cents: 1 } };
const prepare = { type: 'two-phase.prepare.v1', key: gid, gid, legs: [leg] };

describe('a prepare', () => {
  it('is read as it was written', () => {
    expect(readPrepare(prepare)).toEqual(prepare);
  });

  it.each([
    ['null', null],
    ['a list', [prepare]],
    ['of another version', { ...prepare, type: 'two-phase.prepare.v2' }],
    ['without a gid', { ...prepare, gid: undefined }],
    ['with a quote in its gid', { ...prepare, gid: "x'; DROP TABLE branch; --" }],
    ['with a gid that is too long for a name', { ...prepare, gid: 'x'.repeat(121) }],
    ['without legs', { ...prepare, legs: [] }],
    ['with a leg that has no id', { ...prepare, legs: [leg, { body: {} }] }],
    ['with a leg whose id is no UUID', { ...prepare, legs: [{ ...leg, id: 'one' }] }],
    ['with the same leg twice', { ...prepare, legs: [leg, leg] }],
  ])('is not read when it is %s', (_, message) => {
    expect(readPrepare(message)).toBeUndefined();
  });
});

describe('a decision', () => {
  it.each(['commit', 'abort', 'unknown'])('to %s is read with the legs that it names', (told) => {
    const legs = [leg.id, 'no id', 7];
    expect(readDecision({ type: `two-phase.${told}.v1`, gid, legs })).toEqual({
      ...{ type: `two-phase.${told}.v1`, key: gid, gid, legs: [leg.id] },
    });
  });

  it('is read also where it names none', () => {
    expect(readDecision({ type: 'two-phase.abort.v1', gid })).toEqual({
      ...{ type: 'two-phase.abort.v1', key: gid, gid, legs: [] },
    });
  });

  it('keeps the keys that a mixed one names', () => {
    expect(readDecision({ type: 'two-phase.mixed.v1', gid, keys: ['a', 7, 'b'] })).toEqual({
      ...{ type: 'two-phase.mixed.v1', key: gid, gid, keys: ['a', 'b'] },
    });
  });

  it('is never made of anything else, and reading never throws', () => {
    fc.assert(
      fc.property(fc.anything(), (message) => {
        expect([readDecision(message), readPrepare(message)]).toEqual([undefined, undefined]);
      }),
    );
  });
});
