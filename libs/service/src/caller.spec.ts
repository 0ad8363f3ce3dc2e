import { describe, expect, it } from '@jest/globals';
import { type Caller, mustBeIn, partyInSight, sees } from './caller.js';

const operator: Caller = { id: 'operator:o', name: 'o', role: 'operator', party: undefined };
const venue: Caller = { id: 'venue:v', name: 'v', role: 'venue', party: undefined };
const party: Caller = { id: 'P1', name: 'p', role: 'party', party: 'P1' };

const orStatus = <Answer>(ask: () => Answer): Answer | number => {
  try {
    return ask();
  } catch (problem) {
    return (problem as { status: number }).status;
  }
};

describe('what a caller sees', () => {
  it.each([
    [operator, ['P1', 'P2'], true],
    [operator, [], true],
    [party, ['P1', 'P2'], true],
    [party, ['P2'], false],
    [party, [null, undefined], false],
    [party, [], false],
    [venue, ['P1'], false],
    [venue, [undefined], false],
  ])('%j of %j: %s', (caller, parties, answer) => {
    expect(sees(caller, parties)).toBe(answer);
  });

  it.each([
    [operator, undefined, undefined],
    [operator, 'P2', 'P2'],
    [party, undefined, 'P1'],
    [party, 'P1', 'P1'],
    [party, 'P2', 403],
    [venue, undefined, 403],
    [venue, 'P1', 403],
  ])('limits a list that %j asks for of %s to %s', (caller, asked, answer) => {
    expect(orStatus(() => partyInSight(caller, asked))).toBe(answer);
  });

  it.each([
    [operator, 'P2', undefined],
    [party, 'P1', undefined],
    [party, 'P2', 403],
    [venue, 'P1', 403],
  ])('lets %j see what stands under the name of %s: %s', (caller, asked, answer) => {
    expect(orStatus(() => mustBeIn(caller, asked))).toBe(answer);
  });
});
