import { describe, expect, it } from '@jest/globals';
import { branchMoves } from './branch-moves.js';

const rows = Object.entries(branchMoves).flatMap(([told, moves]) =>
  Object.entries(moves).map(([state, move]) => [told, state, move] as const),
);

describe('the moves of a branch', () => {
  it('end a prepared transaction only by a decision, and never against it', () => {
    const ending = rows.filter(([, , move]) => move.includes('prepared'));
    expect(ending).toEqual([
      ['commit', 'prepared', 'commit prepared, acknowledge committed'],
      ['abort', 'prepared', 'rollback prepared, then tombstone, acknowledge aborted'],
      ['unknown', 'prepared', 'rollback prepared, then tombstone'],
    ]);
  });

  it('report mixed exactly where the branch ended against the decision', () => {
    const mixed = rows.filter(([, , move]) => move.includes('mixed')).map(([told, state]) => `${told} ${state}`);
    expect(mixed).toEqual(['commit none', 'commit tombstone', 'abort committed']);
  });

  it('answer nothing to a coordinator that does not know the gid', () => {
    expect(Object.values(branchMoves.unknown).filter((move) => /acknowledge|vote|report/.test(move))).toEqual([]);
  });

  it('run nothing but a prepare that nothing is known of', () => {
    expect(rows.filter(([, , move]) => move === 'run')).toEqual([['prepare', 'none', 'run']]);
  });
});
