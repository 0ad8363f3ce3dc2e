import { describe, expect, it } from '@jest/globals';
import { goneTo, isOpen, type TransactionState, transitions } from './transaction-state.js';

const states = Object.keys(transitions) as TransactionState[];

describe('the states of a global transaction', () => {
  const ways = states.flatMap((from) => states.map((to) => [from, to, transitions[from].includes(to)] as const));

  it.each(ways)('from %s to %s: %s', (from, to, goes) => {
    if (goes) expect(goneTo(from, to)).toBe(to);
    else expect(() => goneTo(from, to)).toThrow(`does not go from ${from} to ${to}`);
  });

  it('are open until they are ends', () => {
    expect(states.filter((state) => !isOpen(state))).toEqual(['committed', 'aborted', 'mixed']);
  });
});
