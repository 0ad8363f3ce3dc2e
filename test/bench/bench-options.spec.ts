import { describe, expect, it } from '@jest/globals';
import { readBenchOptions } from './bench-options.js';

const known = ['sagas', 'start'];
const plain = { seconds: undefined, open: undefined, seed: 1 };

describe('the command line of the bench', () => {
  it.each([
    ['', { order: 'measure', figures: [], ...plain }],
    ['sagas --seconds 5 --open 300 --seed 7', { order: 'measure', figures: ['sagas'], seconds: 5, open: 300, seed: 7 }],
    ['page', { order: 'page' }],
    ['compare a.json b.json', { order: 'compare', what: { files: ['a.json', 'b.json'] } }],
    ['compare sagas --last 2', { order: 'compare', what: { figures: ['sagas'], last: 2 } }],
    ['compare --last 3', { order: 'compare', what: { figures: known, last: 3 } }],
    ['book', "There is no figure 'book'."],
    ['page sagas', "page takes nothing, and no 'sagas'."],
    ['sagas --last 2', '--last is for compare.'],
    ['sagas --seconds 0', '--seconds takes a number from 1 to 3600.'],
    ['sagas --open 5', '--open takes a number from 100 to 100000.'],
    ['--seed x', '--seed takes a whole number.'],
    ['compare a.json', 'compare takes two files, or --last and the figures that are meant.'],
    ['compare a.json b.json c.json', 'compare takes two files, or --last and the figures that are meant.'],
    ['compare book --last 2', "There is no figure 'book'."],
    ['compare sagas --last 1', '--last takes a whole number from 2 on.'],
    ['compare sagas --last 2 --seconds 3', 'compare measures nothing.'],
    ['compare sagas --last 2 --seed 3', 'compare measures nothing.'],
    ['--nonsense', expect.stringContaining('--nonsense')],
  ])('%s', (line, expected) => {
    expect(
      readBenchOptions(
        line.split(' ').filter((word) => word !== ''),
        known,
      ),
    ).toEqual(expected);
  });
});
