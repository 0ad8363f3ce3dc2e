import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { refused } from '#libs/decision';
import { decideLegs, type LegTrouble, readLegs, touchedBy } from './decide-legs.js';
import type { LegRule } from './leg-rule.js';

/** A state that counts down; a leg takes some of it, and is refused where that is more than there is. */
interface Left {
  count: number;
}

const rule: LegRule<'row' | 'other', Left> = {
  read(id, body) {
    if (typeof body !== 'number') throw new Error('not a number');
    return {
      keys: [`key of ${body % 3}`],
      touches: { row: [`row ${body % 5}`, 'row of all'] },
      decide(left) {
        if (body < 0) throw new Error('below nothing');
        if (body > left.count) return refused('not enough', { left: left.count });
        left.count -= body;
        return { answer: 'accepted', send: [{ kind: 'internal', topic: 't', message: { type: 'done', key: id } }] };
      },
    };
  },
};

const now = { wall: 0, market: 0 };
const unsaid = (): void => undefined;
const read = (bodies: readonly unknown[], onLeg: LegTrouble = unsaid) =>
  readLegs(
    rule,
    bodies.map((body, n) => ({ id: `leg ${n}`, body })),
    onLeg,
  );

describe('the legs of a branch', () => {
  it('are decided in order, those after a refused one as if it had not been', () => {
    const { refused: no, send } = decideLegs(read([60, 50, 40, 1]), { count: 100 }, now, unsaid);
    expect(no).toEqual([
      { id: 'leg 1', because: { reason: 'not enough', left: 40 } },
      { id: 'leg 3', because: { reason: 'not enough', left: 0 } },
    ]);
    expect(send).toHaveLength(2);
  });

  it.each([
    ['cannot be read', 'text', 'could not be read', 'not a number'],
    ['makes its rule throw', -1, 'could not be decided', 'below nothing'],
  ])('are refused alone where one %s, and why is told to nobody but the log', (_, body, reason, why) => {
    const told: unknown[] = [];
    const onLeg: LegTrouble = (error, what, leg) => told.push([(error as Error).message, what, leg]);
    expect(decideLegs(read([1, body, 1], onLeg), { count: 100 }, now, onLeg).refused).toEqual([
      { id: 'leg 1', because: { reason } },
    ]);
    expect(told).toEqual([[why, `a leg ${reason}`, 'leg 1']]);
  });

  it('name each row and each key once, in order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { minLength: 1 }), (bodies) => {
        const legs = read(bodies);
        const rows = new Set([...bodies.map((body) => `row ${body % 5}`), 'row of all']);
        expect(touchedBy(['other', 'row'], legs)).toEqual({ other: [], row: [...rows].sort() });
        expect(legs.keys).toEqual([...new Set(bodies.map((body) => `key of ${body % 3}`))].sort());
      }),
    );
  });

  it('are a mistake where they touch a table without a place in the lock order', () => {
    expect(() => touchedBy(['other' as 'row'], read([1]))).toThrow("no table 'row'");
  });
});
