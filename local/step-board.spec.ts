import { describe, expect, it } from '@jest/globals';
import { StepBoard } from './step-board.js';

describe('a board of steps', () => {
  it('settles a step for whoever asked before it began, and after', async () => {
    const board = new StepBoard<'one'>();
    const before = board.ended('one');
    board.began('one', Promise.resolve('done'));
    expect([await before, await board.ended('one')]).toEqual(['done', 'done']);
  });

  it('fails what never began, and leaves alone what has ended', async () => {
    const board = new StepBoard<'one' | 'two'>();
    board.began('one', Promise.resolve('done'));
    await board.ended('one');
    board.fail(['one', 'two'], new Error('the run has failed'));
    await expect(board.ended('two')).rejects.toThrow('the run has failed');
    expect(await board.ended('one')).toBe('done');
  });
});
