import { describe, expect, it } from '@jest/globals';
import { parseEic } from '#libs/market';
import { members, testEic } from './member.js';

describe('the members of the sample market', () => {
  it('are fifty households, twenty with 8 kWp, and two plants that must run', () => {
    const kinds = (kind: string) => members.filter((member) => member.kind === kind);
    expect(kinds('household')).toHaveLength(30);
    expect(kinds('household with PV').map(({ pvKwp }) => pvKwp)).toEqual(Array.from({ length: 20 }, () => 8));
    expect(kinds('must-run plant')).toHaveLength(2);
  });

  it('have codes of their own', () => {
    const codes = members.flatMap(({ party, meterPoint }) => [party, meterPoint]);
    expect(new Set(codes).size).toBe(members.length * 2);
    expect(members.every(({ party }) => parseEic(party, 'X').ok)).toBe(true);
    expect(members.every(({ meterPoint }) => parseEic(meterPoint, 'Z').ok)).toBe(true);
  });

  it('use different amounts', () => {
    const loads = members.filter(({ loadPermille }) => loadPermille > 0).map(({ loadPermille }) => loadPermille);
    expect(new Set(loads).size).toBe(50);
  });

  it('cannot have a code that does not fit', () => {
    expect(() => testEic('X', 'LONGER THAN ALLOWED')).toThrow('no test code');
  });
});
